/**
 * The policies that AWS manages and that every account has: those that have to do with what Coffer serves.
 * Source: IAM itself, GetPolicyVersion of each.
 */

/** A policy of AWS as it was published. */
export interface PublishedPolicy {
  readonly name: string;
  readonly path: string;
  /** 5 of `v5`: the default version, and the only one that is known here. */
  readonly version: number;
  /** When that version was published, in ISO 8601. */
  readonly updated: string;
  readonly document: string;
}

export const publishedPolicies: readonly PublishedPolicy[] = [
  {
    name: 'AWSCloudFormationFullAccess',
    path: '/',
    version: 1,
    updated: '2019-07-26T21:50:35+00:00',
    document: '{"Statement":[{"Action":["cloudformation:*"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSCloudFormationReadOnlyAccess',
    path: '/',
    version: 7,
    updated: '2026-02-12T18:02:00+00:00',
    document:
      '{"Statement":[{"Action":["cloudformation:Describe*","cloudformation:BatchDescribe*","cloudformation:EstimateTemplateCost","cloudformation:Get*","cloudformation:List*","cloudformation:ValidateTemplate","cloudformation:Detect*"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSCloudTrail_FullAccess',
    path: '/',
    version: 3,
    updated: '2021-02-22T19:01:00+00:00',
    document:
      '{"Statement":[{"Action":["sns:AddPermission","sns:CreateTopic","sns:SetTopicAttributes","sns:GetTopicAttributes"],"Effect":"Allow","Resource":["arn:aws:sns:*:*:aws-cloudtrail-logs*"]},{"Action":["sns:ListTopics"],"Effect":"Allow","Resource":"*"},{"Action":["s3:CreateBucket","s3:PutBucketPolicy","s3:PutBucketPublicAccessBlock"],"Effect":"Allow","Resource":["arn:aws:s3:::aws-cloudtrail-logs*"]},{"Action":["s3:ListAllMyBuckets","s3:GetBucketLocation","s3:GetBucketPolicy"],"Effect":"Allow","Resource":"*"},{"Action":["cloudtrail:*"],"Effect":"Allow","Resource":"*"},{"Action":["logs:CreateLogGroup"],"Effect":"Allow","Resource":["arn:aws:logs:*:*:log-group:aws-cloudtrail-logs*"]},{"Action":["iam:ListRoles","iam:GetRolePolicy","iam:GetUser"],"Effect":"Allow","Resource":"*"},{"Action":["iam:PassRole"],"Condition":{"StringEquals":{"iam:PassedToService":"cloudtrail.amazonaws.com"}},"Effect":"Allow","Resource":"*"},{"Action":["kms:CreateKey","kms:CreateAlias","kms:ListKeys","kms:ListAliases"],"Effect":"Allow","Resource":"*"},{"Action":["lambda:ListFunctions"],"Effect":"Allow","Resource":"*"},{"Action":["dynamodb:ListGlobalTables","dynamodb:ListTables"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSCloudTrail_ReadOnlyAccess',
    path: '/',
    version: 1,
    updated: '2022-06-14T17:19:05+00:00',
    document:
      '{"Statement":[{"Action":["cloudtrail:Get*","cloudtrail:Describe*","cloudtrail:List*","cloudtrail:LookupEvents"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSConfigUserAccess',
    path: '/',
    version: 4,
    updated: '2019-03-18T20:27:47+00:00',
    document:
      '{"Statement":[{"Action":["config:Get*","config:Describe*","config:Deliver*","config:List*","config:Select*","tag:GetResources","tag:GetTagKeys","cloudtrail:DescribeTrails","cloudtrail:GetTrailStatus","cloudtrail:LookupEvents"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSKeyManagementServicePowerUser',
    path: '/',
    version: 2,
    updated: '2017-03-07T00:55:11+00:00',
    document:
      '{"Statement":[{"Action":["kms:CreateAlias","kms:CreateKey","kms:DeleteAlias","kms:Describe*","kms:GenerateRandom","kms:Get*","kms:List*","kms:TagResource","kms:UntagResource","iam:ListGroups","iam:ListRoles","iam:ListUsers"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSLambdaBasicExecutionRole',
    path: '/service-role/',
    version: 1,
    updated: '2015-04-09T15:03:43+00:00',
    document:
      '{"Statement":[{"Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSLambdaVPCAccessExecutionRole',
    path: '/service-role/',
    version: 3,
    updated: '2024-01-05T22:38:26+00:00',
    document:
      '{"Statement":[{"Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents","ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces","ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses"],"Effect":"Allow","Resource":"*","Sid":"AWSLambdaVPCAccessExecutionPermissions"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSLambda_FullAccess',
    path: '/',
    version: 7,
    updated: '2026-02-12T18:00:51+00:00',
    document:
      '{"Statement":[{"Action":["cloudformation:DescribeStacks","cloudformation:ListStackResources","cloudwatch:ListMetrics","cloudwatch:GetMetricData","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:DescribeKey","kms:ListAliases","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","iam:GetRolePolicy","iam:ListAttachedRolePolicies","iam:ListRolePolicies","iam:ListRoles","lambda:*","logs:DescribeLogGroups","states:DescribeStateMachine","states:ListStateMachines","tag:GetResources","xray:GetTraceSummaries","xray:BatchGetTraces"],"Effect":"Allow","Resource":"*"},{"Action":["iam:PassRole"],"Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}},"Effect":"Allow","Resource":"*"},{"Action":["logs:DescribeLogStreams","logs:GetLogEvents","logs:FilterLogEvents","logs:StartLiveTail","logs:StopLiveTail"],"Effect":"Allow","Resource":"arn:aws:logs:*:*:log-group:/aws/lambda/*"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringEquals":{"iam:AWSServiceName":"lambda.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSLambda_ReadOnlyAccess',
    path: '/',
    version: 5,
    updated: '2026-02-12T18:02:55+00:00',
    document:
      '{"Statement":[{"Action":["cloudformation:DescribeStacks","cloudformation:ListStacks","cloudformation:ListStackResources","cloudwatch:GetMetricData","cloudwatch:ListMetrics","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:ListAliases","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","iam:GetRolePolicy","iam:ListAttachedRolePolicies","iam:ListRolePolicies","iam:ListRoles","logs:DescribeLogGroups","lambda:Get*","lambda:List*","states:DescribeStateMachine","states:ListStateMachines","tag:GetResources","xray:GetTraceSummaries","xray:BatchGetTraces"],"Effect":"Allow","Resource":"*"},{"Action":["logs:DescribeLogStreams","logs:GetLogEvents","logs:FilterLogEvents","logs:StartQuery","logs:StopQuery","logs:DescribeQueries","logs:GetLogGroupFields","logs:GetLogRecord","logs:GetQueryResults","logs:StartLiveTail","logs:StopLiveTail"],"Effect":"Allow","Resource":"arn:aws:logs:*:*:log-group:/aws/lambda/*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSQuickSightSecretsManagerWriteAccess',
    path: '/service-role/',
    version: 3,
    updated: '2026-02-12T17:57:43+00:00',
    document:
      '{"Statement":[{"Action":["secretsmanager:PutResourcePolicy"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}","secretsmanager:ResourceTag/aws:secretsmanager:owningService":"quicksight"}},"Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:quicksight!*"},{"Action":["secretsmanager:CreateSecret"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"},"StringLike":{"secretsmanager:Name":"quicksight!*"}},"Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:quicksight!*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSQuickSightSecretsManagerWritePolicy',
    path: '/',
    version: 3,
    updated: '2026-02-12T17:59:36+00:00',
    document:
      '{"Statement":[{"Action":["secretsmanager:PutResourcePolicy"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}","secretsmanager:ResourceTag/aws:secretsmanager:owningService":"quicksight"}},"Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:quicksight!*"},{"Action":["secretsmanager:CreateSecret"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"},"StringLike":{"secretsmanager:Name":"quicksight!*"}},"Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:quicksight!*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSSecretsManagerClientReadOnlyAccess',
    path: '/',
    version: 4,
    updated: '2026-06-02T20:42:11+00:00',
    document:
      '{"Statement":[{"Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:*","Sid":"SecretsManagerGetAndDescribeSecret"},{"Action":["secretsmanager:BatchGetSecretValue","secretsmanager:ListSecrets"],"Effect":"Allow","Resource":"*","Sid":"SecretsManagerBatchGetSecrets"},{"Action":["kms:Decrypt"],"Condition":{"StringLike":{"kms:EncryptionContext:SecretARN":"arn:aws:secretsmanager:*:*:secret:*","kms:ViaService":"secretsmanager.*.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:kms:*:*:key/*","Sid":"KMSDecryptKey"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AWSTransformSecretsManagerConnectorPolicy',
    path: '/',
    version: 1,
    updated: '2026-03-04T21:12:11+00:00',
    document:
      '{"Statement":[{"Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}},"Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/SecretId}","Sid":"ReadSecretsManagerSecret"},{"Action":["kms:Decrypt"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"},"StringLike":{"kms:EncryptionContext:SecretARN":"arn:aws:secretsmanager:${aws:RequestedRegion}:${aws:PrincipalAccount}:secret:${aws:PrincipalTag/SecretId}","kms:ViaService":"secretsmanager.*.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:kms:*:*:key/${aws:PrincipalTag/KMSKeyId}","Sid":"DecryptWithCustomerProvidedKMSKey"},{"Action":["kms:DescribeKey"],"Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}},"Effect":"Allow","Resource":"arn:aws:kms:*:*:key/*","Sid":"DescribeKMSKey"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AdministratorAccess',
    path: '/',
    version: 1,
    updated: '2015-02-06T18:39:46Z',
    document: '{"Version":"2012-10-17","Statement":[{"Action":"*","Resource":"*","Effect":"Allow"}]}',
  },
  {
    name: 'AmazonECSTaskExecutionRolePolicy',
    path: '/service-role/',
    version: 1,
    updated: '2017-11-16T18:48:22+00:00',
    document:
      '{"Statement":[{"Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream","logs:PutLogEvents"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AmazonEventBridgeFullAccess',
    path: '/',
    version: 7,
    updated: '2026-02-12T17:58:25+00:00',
    document:
      '{"Statement":[{"Action":["events:*","schemas:*","scheduler:*","pipes:*"],"Effect":"Allow","Resource":"*","Sid":"EventBridgeActions"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringEquals":{"iam:AWSServiceName":"apidestinations.events.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/apidestinations.events.amazonaws.com/AWSServiceRoleForAmazonEventBridgeApiDestinations","Sid":"IAMCreateServiceLinkedRoleForApiDestinations"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringEquals":{"iam:AWSServiceName":"schemas.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/schemas.amazonaws.com/AWSServiceRoleForSchemas","Sid":"IAMCreateServiceLinkedRoleForAmazonEventBridgeSchemas"},{"Action":["secretsmanager:CreateSecret","secretsmanager:UpdateSecret","secretsmanager:DeleteSecret","secretsmanager:GetSecretValue","secretsmanager:PutSecretValue"],"Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:events!*","Sid":"SecretsManagerAccessForApiDestinations"},{"Action":["iam:PassRole"],"Condition":{"StringLike":{"iam:PassedToService":"events.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForEventBridge"},{"Action":["iam:PassRole"],"Condition":{"StringLike":{"iam:PassedToService":"scheduler.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForScheduler"},{"Action":["iam:PassRole"],"Condition":{"StringLike":{"iam:PassedToService":"pipes.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForPipes"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AmazonRDSReadOnlyAccess',
    path: '/',
    version: 7,
    updated: '2023-04-14T12:32:09+00:00',
    document:
      '{"Statement":[{"Action":["rds:Describe*","rds:ListTagsForResource","ec2:DescribeAccountAttributes","ec2:DescribeAvailabilityZones","ec2:DescribeInternetGateways","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcAttribute","ec2:DescribeVpcs"],"Effect":"Allow","Resource":"*"},{"Action":["cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics","cloudwatch:GetMetricData","logs:DescribeLogStreams","logs:GetLogEvents","devops-guru:GetResourceCollection"],"Effect":"Allow","Resource":"*"},{"Action":["devops-guru:SearchInsights","devops-guru:ListAnomaliesForInsight"],"Condition":{"ForAllValues:StringEquals":{"devops-guru:ServiceNames":["RDS"]},"Null":{"devops-guru:ServiceNames":"false"}},"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AmazonSNSFullAccess',
    path: '/',
    version: 2,
    updated: '2024-09-24T22:32:05+00:00',
    document:
      '{"Statement":[{"Action":["sns:*"],"Effect":"Allow","Resource":"*","Sid":"SNSFullAccess"},{"Action":["sms-voice:DescribeVerifiedDestinationNumbers","sms-voice:CreateVerifiedDestinationNumber","sms-voice:SendDestinationNumberVerificationCode","sms-voice:SendTextMessage","sms-voice:DeleteVerifiedDestinationNumber","sms-voice:VerifyDestinationNumber","sms-voice:DescribeAccountAttributes","sms-voice:DescribeSpendLimits","sms-voice:DescribePhoneNumbers","sms-voice:SetTextMessageSpendLimitOverride","sms-voice:DescribeOptedOutNumbers","sms-voice:DeleteOptedOutNumber"],"Condition":{"StringEquals":{"aws:CalledViaLast":"sns.amazonaws.com"}},"Effect":"Allow","Resource":"*","Sid":"SMSAccessViaSNS"}],"Version":"2012-10-17"}',
  },
  {
    name: 'AmazonSSMReadOnlyAccess',
    path: '/',
    version: 1,
    updated: '2015-05-29T17:44:19+00:00',
    document:
      '{"Statement":[{"Action":["ssm:Describe*","ssm:Get*","ssm:List*"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'CloudWatchFullAccess',
    path: '/',
    version: 4,
    updated: '2022-11-27T13:23:49+00:00',
    document:
      '{"Statement":[{"Action":["autoscaling:Describe*","cloudwatch:*","logs:*","sns:*","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","oam:ListSinks"],"Effect":"Allow","Resource":"*"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringLike":{"iam:AWSServiceName":"events.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*"},{"Action":["oam:ListAttachedLinks"],"Effect":"Allow","Resource":"arn:aws:oam:*:*:sink/*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'CloudWatchFullAccessV2',
    path: '/',
    version: 16,
    updated: '2026-06-08T13:27:16+00:00',
    document:
      '{"Statement":[{"Action":["application-autoscaling:DescribeScalingPolicies","application-signals:*","autoscaling:DescribeAutoScalingGroups","autoscaling:DescribePolicies","cloudwatch:*","logs:*","sns:CreateTopic","sns:ListSubscriptions","sns:ListSubscriptionsByTopic","sns:ListTopics","sns:Subscribe","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","oam:ListSinks","observabilityadmin:GetCentralizationRuleForOrganization","observabilityadmin:ListCentralizationRulesForOrganization","observabilityadmin:CreateCentralizationRuleForOrganization","observabilityadmin:UpdateCentralizationRuleForOrganization","observabilityadmin:DeleteCentralizationRuleForOrganization","observabilityadmin:StartTelemetryEvaluation","observabilityadmin:GetTelemetryEvaluationStatus","observabilityadmin:ListResourceTelemetry","observabilityadmin:StopTelemetryEvaluation","observabilityadmin:StartTelemetryEvaluationForOrganization","observabilityadmin:GetTelemetryEvaluationStatusForOrganization","observabilityadmin:ListResourceTelemetryForOrganization","observabilityadmin:StopTelemetryEvaluationForOrganization","observabilityadmin:CreateTelemetryRule","observabilityadmin:GetTelemetryRule","observabilityadmin:ListTelemetryRules","observabilityadmin:UpdateTelemetryRule","observabilityadmin:DeleteTelemetryRule","observabilityadmin:CreateTelemetryRuleForOrganization","observabilityadmin:GetTelemetryRuleForOrganization","observabilityadmin:ListTelemetryRulesForOrganization","observabilityadmin:UpdateTelemetryRuleForOrganization","observabilityadmin:DeleteTelemetryRuleForOrganization","observabilityadmin:GetTelemetryEnrichmentStatus","observabilityadmin:StartTelemetryEnrichment","observabilityadmin:StopTelemetryEnrichment","observabilityadmin:TagResource","observabilityadmin:UntagResource","observabilityadmin:ListTagsForResource","observabilityadmin:CreateTelemetryPipeline","observabilityadmin:GetTelemetryPipeline","observabilityadmin:UpdateTelemetryPipeline","observabilityadmin:DeleteTelemetryPipeline","observabilityadmin:ListTelemetryPipelines","observabilityadmin:TestTelemetryPipeline","observabilityadmin:ValidateTelemetryPipelineConfiguration","observabilityadmin:CreateS3TableIntegration","observabilityadmin:GetS3TableIntegration","observabilityadmin:ListS3TableIntegrations","observabilityadmin:DeleteS3TableIntegration","rum:*","synthetics:*","xray:*"],"Effect":"Allow","Resource":"*","Sid":"CloudWatchFullAccessPermissions"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringLike":{"iam:AWSServiceName":"application-signals.cloudwatch.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals","Sid":"CloudWatchApplicationSignalsServiceLinkedRolePermissions"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringLike":{"iam:AWSServiceName":"events.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*","Sid":"EventsServicePermissions"},{"Action":["oam:ListAttachedLinks"],"Effect":"Allow","Resource":"arn:aws:oam:*:*:sink/*","Sid":"OAMReadPermissions"},{"Action":["cloudtrail:CreateServiceLinkedChannel","cloudtrail:GetChannel"],"Effect":"Allow","Resource":"arn:aws:cloudtrail:*:*:channel/aws-service-channel/application-signals/*","Sid":"CloudWatchCloudTrailPermissions"},{"Action":["cloudtrail:ListChannels"],"Effect":"Allow","Resource":"*","Sid":"CloudWatchApplicationSignalsCloudTrailListPermissions"},{"Action":["servicequotas:GetServiceQuota"],"Effect":"Allow","Resource":["arn:aws:servicequotas:*:*:s3/*","arn:aws:servicequotas:*:*:dynamodb/*","arn:aws:servicequotas:*:*:kinesis/*","arn:aws:servicequotas:*:*:sns/*","arn:aws:servicequotas:*:*:bedrock/*","arn:aws:servicequotas:*:*:lambda/*","arn:aws:servicequotas:*:*:fargate/*","arn:aws:servicequotas:*:*:elasticloadbalancing/*","arn:aws:servicequotas:*:*:ec2/*"],"Sid":"CloudWatchServiceQuotaPermissions"},{"Action":["resource-explorer-2:ListIndexes","resource-explorer-2:Search"],"Effect":"Allow","Resource":["arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignals/service-view","arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignalsOrgScopeProd/service-view"],"Sid":"CloudWatchResourceExplorerPermissions"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringEquals":{"iam:AWSServiceName":["resource-explorer-2.amazonaws.com"]}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/resource-explorer-2.amazonaws.com/AWSServiceRoleForResourceExplorer","Sid":"CloudWatchResourceExplorerSLRPermissions"},{"Action":["resource-explorer-2:CreateIndex"],"Effect":"Allow","Resource":"arn:aws:resource-explorer-2:*:*:index/*","Sid":"CloudWatchResourceExplorerCreateIndexPermissions"},{"Action":["iam:PassRole"],"Condition":{"ArnLike":{"iam:AssociatedResourceArn":"arn:aws:observabilityadmin:*:*:s3tableintegration/*"},"StringEquals":{"iam:PassedToService":"logs.amazonaws.com"}},"Effect":"Allow","Resource":"*"},{"Action":["iam:PassRole"],"Condition":{"ArnLike":{"iam:AssociatedResourceArn":"arn:aws:observabilityadmin:*:*:telemetry-pipeline/*"},"StringEquals":{"iam:PassedToService":["logs.amazonaws.com","telemetry-pipelines.observabilityadmin.amazonaws.com"]}},"Effect":"Allow","Resource":"*"},{"Action":["s3tables:CreateTableBucket","s3tables:PutTableBucketEncryption"],"Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":"observabilityadmin.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:s3tables:*:*:bucket/aws-cloudwatch"},{"Action":["s3tables:PutTableBucketPolicy"],"Effect":"Allow","Resource":"arn:aws:s3tables:*:*:bucket/aws-cloudwatch"},{"Action":["iam:PassRole"],"Condition":{"ArnLike":{"iam:AssociatedResourceArn":"arn:aws:logs:*:*:scheduled-query:*"},"StringEquals":{"iam:PassedToService":"logs.amazonaws.com"}},"Effect":"Allow","Resource":"*","Sid":"LogAlarmScheduledQueryPassRolePermissions"},{"Action":["iam:PassRole"],"Condition":{"ArnLike":{"iam:AssociatedResourceArn":"arn:aws:cloudwatch:*:*:alarm:*"},"StringEquals":{"iam:PassedToService":"cloudwatch.amazonaws.com"}},"Effect":"Allow","Resource":"*","Sid":"LogAlarmLogLinesPassRolePermissions"}],"Version":"2012-10-17"}',
  },
  {
    name: 'CloudWatchLogsFullAccess',
    path: '/',
    version: 8,
    updated: '2026-02-12T18:00:33+00:00',
    document:
      '{"Statement":[{"Action":["logs:*","cloudwatch:GenerateQuery","cloudwatch:GenerateQueryResultsSummary","observabilityadmin:GetS3TableIntegration","observabilityadmin:ListS3TableIntegrations","observabilityadmin:ListTelemetryPipelines"],"Effect":"Allow","Resource":"*","Sid":"CloudWatchLogsFullAccess"}],"Version":"2012-10-17"}',
  },
  {
    name: 'CloudWatchReadOnlyAccess',
    path: '/',
    version: 24,
    updated: '2026-02-12T18:01:50+00:00',
    document:
      '{"Statement":[{"Action":["application-autoscaling:DescribeScalingPolicies","application-signals:BatchGet*","application-signals:Get*","application-signals:List*","autoscaling:Describe*","cloudtrail:ListChannels","cloudwatch:BatchGet*","cloudwatch:Describe*","cloudwatch:GenerateQuery","cloudwatch:Get*","cloudwatch:List*","logs:Get*","logs:List*","logs:StartQuery","logs:StopQuery","logs:Describe*","logs:TestMetricFilter","logs:FilterLogEvents","logs:StartLiveTail","logs:StopLiveTail","oam:ListSinks","observabilityadmin:GetCentralizationRuleForOrganization","observabilityadmin:ListCentralizationRulesForOrganization","observabilityadmin:GetTelemetryEvaluationStatus","observabilityadmin:GetTelemetryEvaluationStatusForOrganization","observabilityadmin:GetTelemetryRule","observabilityadmin:GetTelemetryRuleForOrganization","observabilityadmin:ListResourceTelemetry","observabilityadmin:ListResourceTelemetryForOrganization","observabilityadmin:ListTelemetryRules","observabilityadmin:ListTelemetryRulesForOrganization","observabilityadmin:GetTelemetryEnrichmentStatus","observabilityadmin:ListTagsForResource","observabilityadmin:GetTelemetryPipeline","observabilityadmin:ListTelemetryPipelines","observabilityadmin:TestTelemetryPipeline","observabilityadmin:ValidateTelemetryPipelineConfiguration","observabilityadmin:GetS3TableIntegration","observabilityadmin:ListS3TableIntegrations","sns:Get*","sns:List*","rum:BatchGet*","rum:Get*","rum:List*","synthetics:Describe*","synthetics:Get*","synthetics:List*","xray:BatchGet*","xray:Get*","xray:List*","xray:StartTraceRetrieval","xray:CancelTraceRetrieval"],"Effect":"Allow","Resource":"*","Sid":"CloudWatchReadOnlyAccessPermissions"},{"Action":["oam:ListAttachedLinks"],"Effect":"Allow","Resource":"arn:aws:oam:*:*:sink/*","Sid":"OAMReadPermissions"},{"Action":["iam:GetRole"],"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals","Sid":"CloudWatchReadOnlyGetRolePermissions"},{"Action":["cloudtrail:GetChannel"],"Effect":"Allow","Resource":"arn:aws:cloudtrail:*:*:channel/aws-service-channel/application-signals/*","Sid":"CloudWatchCloudTrailPermissions"},{"Action":["servicequotas:GetServiceQuota"],"Effect":"Allow","Resource":["arn:aws:servicequotas:*:*:s3/*","arn:aws:servicequotas:*:*:dynamodb/*","arn:aws:servicequotas:*:*:kinesis/*","arn:aws:servicequotas:*:*:sns/*","arn:aws:servicequotas:*:*:bedrock/*","arn:aws:servicequotas:*:*:lambda/*","arn:aws:servicequotas:*:*:fargate/*","arn:aws:servicequotas:*:*:elasticloadbalancing/*","arn:aws:servicequotas:*:*:ec2/*"],"Sid":"CloudWatchServiceQuotaPermissions"},{"Action":["resource-explorer-2:ListIndexes","resource-explorer-2:Search"],"Effect":"Allow","Resource":["arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignals/service-view","arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignalsOrgScopeProd/service-view"],"Sid":"CloudWatchResourceExplorerPermissions"}],"Version":"2012-10-17"}',
  },
  {
    name: 'IAMFullAccess',
    path: '/',
    version: 2,
    updated: '2019-06-21T19:40:00+00:00',
    document:
      '{"Statement":[{"Action":["iam:*","organizations:DescribeAccount","organizations:DescribeOrganization","organizations:DescribeOrganizationalUnit","organizations:DescribePolicy","organizations:ListChildren","organizations:ListParents","organizations:ListPoliciesForTarget","organizations:ListRoots","organizations:ListPolicies","organizations:ListTargetsForPolicy"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'IAMReadOnlyAccess',
    path: '/',
    version: 4,
    updated: '2018-01-25T19:11:27+00:00',
    document:
      '{"Statement":[{"Action":["iam:GenerateCredentialReport","iam:GenerateServiceLastAccessedDetails","iam:Get*","iam:List*","iam:SimulateCustomPolicy","iam:SimulatePrincipalPolicy"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'IAMUserChangePassword',
    path: '/',
    version: 5,
    updated: '2026-02-12T17:58:57+00:00',
    document:
      '{"Statement":[{"Action":["iam:ChangePassword"],"Effect":"Allow","Resource":["arn:aws:iam::*:user/${aws:username}","arn:aws:iam::*:user/*/${aws:username}"]},{"Action":["iam:GetAccountPasswordPolicy"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}',
  },
  {
    name: 'IAMUserSSHKeys',
    path: '/',
    version: 1,
    updated: '2015-07-09T17:08:54+00:00',
    document:
      '{"Statement":[{"Action":["iam:DeleteSSHPublicKey","iam:GetSSHPublicKey","iam:ListSSHPublicKeys","iam:UpdateSSHPublicKey","iam:UploadSSHPublicKey"],"Effect":"Allow","Resource":"arn:aws:iam::*:user/${aws:username}"}],"Version":"2012-10-17"}',
  },
  {
    name: 'PowerUserAccess',
    path: '/',
    version: 12,
    updated: '2026-02-12T17:59:14Z',
    document:
      '{"Version":"2012-10-17","Statement":[{"NotAction":["iam:*","organizations:*","account:*"],"Resource":"*","Effect":"Allow"},{"Action":["account:GetAccountInformation","account:GetGovCloudAccountInformation","account:GetPrimaryEmail","account:ListRegions","iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles","organizations:DescribeEffectivePolicy","organizations:DescribeOrganization"],"Resource":"*","Effect":"Allow"}]}',
  },
  {
    name: 'SecretsManagerReadWrite',
    path: '/',
    version: 5,
    updated: '2024-02-22T18:12:06+00:00',
    document:
      '{"Statement":[{"Action":["secretsmanager:*","cloudformation:CreateChangeSet","cloudformation:DescribeChangeSet","cloudformation:DescribeStackResource","cloudformation:DescribeStacks","cloudformation:ExecuteChangeSet","docdb-elastic:GetCluster","docdb-elastic:ListClusters","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:DescribeKey","kms:ListAliases","kms:ListKeys","lambda:ListFunctions","rds:DescribeDBClusters","rds:DescribeDBInstances","redshift:DescribeClusters","redshift-serverless:ListWorkgroups","redshift-serverless:GetNamespace","tag:GetResources"],"Effect":"Allow","Resource":"*","Sid":"BasePermissions"},{"Action":["lambda:AddPermission","lambda:CreateFunction","lambda:GetFunction","lambda:InvokeFunction","lambda:UpdateFunctionConfiguration"],"Effect":"Allow","Resource":"arn:aws:lambda:*:*:function:SecretsManager*","Sid":"LambdaPermissions"},{"Action":["serverlessrepo:CreateCloudFormationChangeSet","serverlessrepo:GetApplication"],"Effect":"Allow","Resource":"arn:aws:serverlessrepo:*:*:applications/SecretsManager*","Sid":"SARPermissions"},{"Action":["s3:GetObject"],"Effect":"Allow","Resource":["arn:aws:s3:::awsserverlessrepo-changesets*","arn:aws:s3:::secrets-manager-rotation-apps-*/*"],"Sid":"S3Permissions"}],"Version":"2012-10-17"}',
  },
];

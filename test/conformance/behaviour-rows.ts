/**
 * For each row of the document of recorded behaviour the tests that show it: `FILE: NAME`, where the name of a recording
 * stands in `test/observed/scripts.ts`. By the id of the row.
 */
export const behaviourTests: Readonly<Record<string, readonly string[]>> = {
  '0 Error body __type ResourceNotFoundException Message no': [
    'encode-error.test.ts: a service error carries its code and the service’s message key',
    'encode-error.test.ts: a validation error has a lower-case message key in every service',
    'encode-error.test.ts: an empty message is left out',
    'order-of-checks.test.ts: begins with the JSON types',
    'deletion-and-tags.test.ts: deletes a parameter with all that belongs to it',
  ],
  '0 Response keys in raw bodies are': [
    'get-secret-value.test.ts: answers with the bytes that AWS sends: alphabetical keys, dates as Java doubles',
  ],
  '0 Dates: epoch seconds ms precision printed': [
    'java-double.test.ts: numbers are printed as Java prints them',
    'last-accessed-date.test.ts: is absent before the first read, and then midnight of the day, of the secret and of the version',
  ],
  '0 Absent fields are left out never': [
    'describe-secret.test.ts: answers with the bytes that AWS sends: versions sorted by id, and nothing that was never set',
    'json-encode.test.ts: absent members are left out, empty lists are not',
  ],
  '0 SecretBinary is base64 x-amzn-requestid is a': [
    'scripts.ts: test_get_secret_value',
    'route.test.ts: answers with a request id, the protocol’s content type and no more than it must',
    'recorded-rows.test.ts: each answer has a UUID of its own for its request id',
  ],
  '0 Order of checks PutSecretValue 1 wrong': [
    'order-of-checks.test.ts: begins with the JSON types',
    'order-of-checks.test.ts: goes on with authorization, whatever the bounds say',
    'order-of-checks.test.ts: then holds the bounds of the model, in the words recorded from AWS, under `message`',
    'recorded-authorization.test.ts: who is denied is told so, also with a token that is too short, an empty value and no SecretId',
  ],
  '0 Model bound texts: 1 validation error': [
    'validate.test.ts: the sentences recorded from AWS Secrets Manager',
    'order-of-checks.test.ts: then holds the bounds of the model, in the words recorded from AWS, under `message`',
  ],
  '0 Missing ClientRequestToken SDKs always send one': [
    'scripts.ts: test_no_client_request_token[${operation}]',
    'rotate-secret.test.ts: reads the request first, then looks for the secret, then sees that it is deleted',
  ],
  '0 Bad characters in Name or SecretId': [
    'load-secret.test.ts: that can name nothing is refused by every operation',
    'recorded-families.ts: test_invalid_secret_name[${name}]',
  ],
  '0 SecretId: full ARN partial ARN without': [
    'load-secret.test.ts: is a name, a full ARN or an ARN without its suffix',
    'load-secret.test.ts: without a suffix does not find a name that itself ends in a hyphen and six characters (recorded)',
  ],
  '0 ARN arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-XXXXXX X letters/digits new suffix': [
    'secret-arn.test.ts: a new suffix is six letters or digits',
    'create-secret.test.ts: refuses the name of a secret whose deletion is scheduled, and takes it when it was forced: a new suffix',
    'replicate-secret-to-regions.test.ts: recorded: a replica has the suffix, tags and labels of the primary, its own CreatedDate, KmsKeyId and PrimaryRegion, no status',
  ],
  '0 Order inside VersionStages iteration order of': [
    'java-order.test.ts: recorded: AWS lists labels in this order whatever order they came in',
    'get-secret-value.test.ts: lists labels in the order that AWS sends',
  ],
  '0 Managed secrets events! OwningService Tag/Untag/PutPolicy/DeletePolicy/Update/Delete InvalidRequestException': [
    'owning-service.test.ts: recorded: is not tagged, untagged, given a policy or relieved of it, updated or deleted',
    'owning-service.test.ts: recorded: shows OwningService and the tag aws:secretsmanager:owningService; its policy and value can be read',
  ],
  '0 Reads after writes were consistent in': [
    'linearizability.test.ts: is one after the other on two servers that share a PostgreSQL',
    'linearizability.test.ts: is one after the other on one server with SQLite',
  ],
  '0 Limits Name 1 512 SecretId 1': [
    'contracts.test.ts: every operation is what AWS’s model says, but for what is listed',
    'recorded-rows.test.ts: labels may contain slashes, colons and points',
  ],
  '1 with value': ['create-secret.test.ts: makes a secret with a first version that is AWSCURRENT'],
  '1 without value': [
    'create-secret.test.ts: makes a secret without a value: no version, and nothing but what was given',
    'scripts.ts: test_secret_version_not_found',
  ],
  '1 same name same token same value': [
    'create-secret.test.ts: answers the same again to a retry, and refuses another value under its token',
  ],
  '1 same name same token other value': [
    'create-secret.test.ts: answers the same again to a retry, and refuses another value under its token',
  ],
  '1 name exists': ['scripts.ts: test_secret_exists_snapshots'],
  '1 name scheduled for deletion': ['scripts.ts: test_exp_raised_on_creation_of_secret_scheduled_for_deletion'],
  '1 KmsKeyId alias/aws/secretsmanager': [
    'create-secret.test.ts: shows what was set, and keeps the order of tags',
    'recorded-rows.test.ts: the alias of the default key is echoed where it was given, and else left out',
  ],
  '1 KmsKeyId unknown/invalid also without a value': [
    'kms-key-id.test.ts: is tried at once, also without a value: the refusal holds the words of KMS',
  ],
  '1 key disabled': [
    'customer-key.test.ts: that is disabled is not read or written, in AWS’s words, and is again when the key is enabled',
  ],
  '1 caller lacks kms:GenerateDataKey or kms:Decrypt on': [
    'recorded-authorization.test.ts: CreateSecret under a customer key needs GenerateDataKey and Decrypt, and not Encrypt',
  ],
  '1 Tags given': [
    'recorded-authorization.test.ts: CreateSecret with tags needs TagResource, which is denied on the bare name',
  ],
  '2 ok': [
    'get-secret-value.test.ts: answers with the bytes that AWS sends: alphabetical keys, dates as Java doubles',
    'get-secret-value.test.ts: gives the time at which the value of the version was stored',
    'get-secret-value.test.ts: reads a deprecated version by its id, without VersionStages',
  ],
  '2 unknown secret': ['scripts.ts: test_secret_not_found'],
  '2 unknown label': ['scripts.ts: test_secret_version_not_found'],
  '2 unknown version': ['get-secret-value.test.ts: says which label or version is not there'],
  '2 VersionId and VersionStage do not match': ['scripts.ts: test_get_secret_value_errors'],
  '2 deleted': ['get-secret-value.test.ts: refuses a secret whose deletion is scheduled'],
  '2 KMS: caller lacks kms:Decrypt': [
    'recorded-authorization.test.ts: reading under a customer key needs Decrypt at KMS',
  ],
  '2 key disabled pending deletion': [
    'customer-key.test.ts: that is disabled is not read or written, in AWS’s words, and is again when the key is enabled',
    'customer-key.test.ts: that waits for its deletion is not read or written either',
  ],
  '2 other account default key': [
    'customer-key.test.ts: is the only one that another account can read: the default key is the account’s own',
  ],
  '2 sets LastAccessedDate of secret and of': [
    'last-accessed-date.test.ts: is absent before the first read, and then midnight of the day, of the secret and of the version',
  ],
  '3 ok': [
    'put-secret-value.test.ts: makes the new version current and the old one previous; the one before is deprecated',
    'put-secret-value.test.ts: stores nothing new for a retry, and attaches the labels that it names',
  ],
  '3 no VersionStages': [
    'version-stages.test.ts: recorded: AWSPREVIOUS follows AWSCURRENT and the version before loses it',
    'scripts.ts: test_deprecated_secret_version_stage',
  ],
  '3 first version of an empty secret': ['scripts.ts: test_create_secret_version_from_empty_secret'],
  '3 custom label in use elsewhere': ['scripts.ts: test_put_secret_value_with_version_stages'],
  '3 same token same value': [
    'put-secret-value.test.ts: stores nothing new for a retry, and attaches the labels that it names',
    'version-stages.test.ts: recorded: a replay attaches the labels it names and nothing else',
  ],
  '3 same token other value': [
    'put-secret-value.test.ts: refuses another value under a token that is in use, also binary for text of the same bytes',
  ],
  '3 neither value or null': [
    'put-secret-value.test.ts: refuses a request without a value, without a token, or with two values',
  ],
  '3 KMS: new version needs kms:GenerateDataKey only': [
    'recorded-authorization.test.ts: PutSecretValue under a customer key needs GenerateDataKey, and a replay Decrypt',
  ],
  '3 key disabled pending deletion': [
    'customer-key.test.ts: that is disabled is not read or written, in AWS’s words, and is again when the key is enabled',
    'customer-key.test.ts: that waits for its deletion is not read or written either',
  ],
  '3 on a replica': [
    'replica.test.ts: recorded: refuses every operation that would change it: `Operation not permitted on a replica secret.`',
  ],
  '3 version with no label left': [
    'scripts.ts: test_deprecated_secret_version_stage',
    'get-secret-value.test.ts: reads a deprecated version by its id, without VersionStages',
  ],
  '3 condition key secretsmanager:VersionStage is not set': [
    'recorded-authorization.test.ts: VersionStage is a condition of reading, and not of PutSecretValue',
  ],
  '4 Description or key only ARN Name': [
    'scripts.ts: test_update_secret_description',
    'update-secret.test.ts: changes the description and leaves the value as it is: an answer without VersionId',
    'update-secret.test.ts: refuses two values, a missing token, a secret that is not there, and one marked for deletion',
  ],
  '4 Change of KmsKeyId': ['kms-key-id.test.ts: changes for later versions; those that are there stay readable'],
  '4 new key is validated first by': [
    'customer-key.test.ts: is tried before it is bound to the secret: nothing changes where the caller may not use it',
    'kms-key-id.test.ts: is tried at once, also without a value: the refusal holds the words of KMS',
  ],
  '4 then the data keys of the': [
    'customer-key.test.ts: keeps its labelled versions under the old key and the new one, and the others under the old one',
  ],
  '4 if Decrypt old or Encrypt new': [
    'customer-key.test.ts: changes its key also where the caller may not wrap its versions again: they stay as they are',
  ],
  '4 KMS calls carry encryption context SecretARN': [
    'audit.test.ts: hold the calls to KMS that an operation makes for its caller',
  ],
  '5 ok': [
    'scripts.ts: test_update_secret_version_stages_current_pending',
    'scripts.ts: test_update_secret_version_stages_return_type',
  ],
  '5 label is attached no RemoveFromVersionId': [
    "update-secret-version-stage.test.ts: refuses in AWS's words what the labels do not allow, and changes nothing",
  ],
  '5 only RemoveFromVersionId': ['scripts.ts: test_update_secret_version_stages_current_pending_cycle_custom_stages_3'],
  '6 VersionIdsToStages holds labelled versions only keys': [
    'describe-secret.test.ts: answers with the bytes that AWS sends: versions sorted by id, and nothing that was never set',
    'cancel-rotate-secret.test.ts: succeeds for a secret that was never rotated: RotationEnabled appears, as false',
    'stop-replication-to-replica.test.ts: recorded: makes the replica a secret of its own; both lose PrimaryRegion, the primary its status',
  ],
  '6 DeletedDate time of the delete call': [
    'describe-secret.test.ts: shows a secret whose deletion is scheduled, with the time of the call',
    'delete-secret.test.ts: schedules a deletion for the end of the window: 30 days unless the request says otherwise',
  ],
  '6 ListSecretVersionIds: ARN Name Versions: CreatedDate KmsKeyIds': [
    'list-secret-version-ids.test.ts: answers with the bytes that AWS sends: labelled versions, the newest first',
    'list-secret-version-ids.test.ts: shows deprecated versions when they are asked for, then the oldest first',
    'replicate-secret-to-regions.test.ts: recorded: ListSecretVersionIds shows no version of a replica',
  ],
  '7 ListSecrets filters name tag-key tag-value: case-sensitive': [
    'list-filters.test.ts: filters names and tags by prefixes that mind the case',
    'list-filters.test.ts: filters descriptions by words, each a prefix of some word, whatever the case',
    'list-filters.test.ts: looks with `all` into name, description, tag keys and tag values',
    'list-filters.test.ts: finds nothing for a value of nothing but separators',
    'list-filters.test.ts: takes one of several values, all of several filters, and what `!` does not match',
    'search-words.test.ts: splits at punctuation, at blanks, inside camel case, and between letters and digits',
    'list-secrets.test.ts: sorts by the time of creation, or as the request says',
    'list-secrets.test.ts: shows deleted secrets only when they are asked for',
    'list-secrets.test.ts: shows an entry as AWS does: the label map is SecretVersionsToStages',
    'account-isolation.test.ts: lists show what is one’s own, and page tokens are good for their account only',
  ],
  '7 BatchGetSecretValue: SecretValues: Errors: ErrorCode Message SecretId': [
    'batch-get-secret-value.test.ts: tells of each secret that cannot be read, and answers the others',
    'batch-get-secret-value.test.ts: wants ids or filters, and MaxResults and NextToken with filters only',
  ],
  '8 soft': [
    'scripts.ts: test_secret_restore',
    'delete-secret.test.ts: schedules a deletion for the end of the window: 30 days unless the request says otherwise',
    'delete-secret.test.ts: refuses windows outside 7 to 30 days, and a window together with force, whatever the secret',
  ],
  '8 unknown': [
    'delete-secret.test.ts: succeeds when it forces what is not there, with an ARN that never was; without force it refuses',
  ],
  '8 soft delete twice': [
    'scripts.ts: test_force_delete_deleted_secret',
    'delete-secret.test.ts: refuses to schedule a second time, and can be forced then',
  ],
  '8 force': [
    'delete-secret.test.ts: forces: the secret is gone at once, and cannot be restored',
    'delete-secret.test.ts: records a service event for each version',
  ],
  '8 primary with replicas': [
    "replica.test.ts: recorded: cannot be deleted: `You can't delete secret ARN that still has replica regions [eu-west-1].`",
  ],
  '8 restore': [
    'scripts.ts: test_secret_restore',
    'restore-secret.test.ts: succeeds and changes nothing for a secret that is not deleted',
  ],
  '8 pending rotation at deletion': [
    'rotation-job.test.ts: recorded: abandons the rotation of a secret that is deleted; after its restoration it goes on',
  ],
  '9 Empty answer. Existing key is replaced': [
    'scripts.ts: test_secret_tags',
    'scripts.ts: test_tag_untag_resource_on_deleted_secret',
    'tag-resource.test.ts: answers nothing at all',
    'untag-resource.test.ts: leaves an empty list when the last tag is gone',
    'recorded-authority.test.ts: one after the other, every answer is as it was',
    'tag-resource.test.ts: replaces the value of a key in its place, and puts new keys behind',
  ],
  '10 ok': ['rotate-secret.test.ts: reserves the version without a value, AWSPENDING, and keeps how to rotate'],
  '10 never configured no ARN': ['scripts.ts: test_first_rotate_secret_with_missing_lambda_arn'],
  '10 function missing or without invoke permission': [
    'scripts.ts: test_rotate_secret_invalid_lambda_arn',
    'rotate-secret.test.ts: stores nothing when there is no such function',
    'rotation-functions.test.ts: 40, 124: is refused at once without that, for another secret, from another region, and by name alone',
  ],
  '10 previous rotation unfinished other token': [
    'rotate-secret.test.ts: waits until a rotation is complete, cancelled or not',
  ],
  '10 Flow RotateSecret returns at once a': [
    'rotation-job.test.ts: recorded (88): has the function do the four steps, with the token of the version and one of the rotation',
    'rotation-job.test.ts: recorded: gives the version the time of its PutSecretValue, not that of its reservation or its end',
    'rotation.test.ts: changes the password of the database and the secret, and leaves its records',
    'rotate-secret.test.ts: reserves the version without a value, AWSPENDING, and keeps how to rotate',
    'rotate-secret.test.ts: lists the reserved version, as DescribeSecret does, and reads nothing of it until it has its value',
    'rotate-secret.test.ts: takes AWSPENDING from the version that a finished rotation left it on',
    'next-rotation.test.ts: move when AWSCURRENT goes to the pending version: the rotation is complete',
  ],
  '10 RotateImmediately false only testSecret is called': [
    'rotate-secret.test.ts: with RotateImmediately=false keeps how to rotate, and has a copy of the value tested',
    'rotation-job.test.ts: recorded: with RotateImmediately=false runs testSecret alone; the label goes, the version stays',
  ],
  '10 CancelRotateSecret ARN Name no VersionId RotationEnabled': [
    'cancel-rotate-secret.test.ts: succeeds for a secret that was never rotated: RotationEnabled appears, as false',
    'cancel-rotate-secret.test.ts: turns rotation off: function, rules and AWSPENDING stay, NextRotationDate goes',
    'rotation-job.test.ts: stops between two steps when rotation is cancelled; AWSPENDING stays',
  ],
  '10 Later RotateSecret without parameters reuses ARN': [
    'cancel-rotate-secret.test.ts: is taken back by RotateSecret without parameters',
    'rotation-scripts.ts: test_rotate_secret_multiple_times_with_lambda_success',
    'rotate-secret.test.ts: rotates again as it is configured, and replaces what a request names',
  ],
  '11 Put/Delete': [
    'put-resource-policy.test.ts: changes LastChangedDate, and puts the policy in the place of the one before',
    'delete-resource-policy.test.ts: recorded: takes the policy off, answers ARN and Name and changes LastChangedDate',
    'scripts.ts: test_resource_policy',
  ],
  '11 Get': [
    'get-resource-policy.test.ts: recorded: shows the document written anew, by name, ARN and partial ARN',
    'get-resource-policy.test.ts: recorded: without a policy there is no ResourcePolicy',
    'policy-text.test.ts: recorded: a policy is written anew, two blanks for each object around, lists in one line',
  ],
  '11 Validate ok': [
    'validate-resource-policy.test.ts: recorded: passes what lets nobody unknown in, with an empty list of errors',
  ],
  '11 Validate public also without SecretId': [
    'validate-resource-policy.test.ts: recorded: BlockPublicPolicyCheck, also without SecretId',
  ],
  '11 Validate lock-out Deny PutResourcePolicy for': ['validate-resource-policy.test.ts: recorded: LockOutCheck'],
  '11 not JSON Validate and Put': [
    'validate-resource-policy.test.ts: recorded: a document that is none is an error of the request',
    'put-resource-policy.test.ts: recorded: refuses what is not JSON with MalformedPolicyDocumentException',
  ],
  '11 Put BlockPublicPolicy true public': [
    'put-resource-policy.test.ts: recorded: refuses a public policy that is to be blocked with PublicPolicyException',
    'put-resource-policy.test.ts: test_resource_policy: answers ARN and Name, and a public policy is taken unless it is to be blocked',
  ],
  '11 Resource may be': [
    'get-resource-policy.test.ts: recorded: shows the document written anew, by name, ARN and partial ARN',
  ],
  '12 User: CALLERARN is not authorized to': [
    'denial-sentence.test.ts: a denial is told in the words of AWS',
    'denial-sentence.test.ts: a request that names no resource is told without one',
    'recorded-authorization.test.ts: a grant for the exact suffix does not let a missing secret be told from a forbidden one',
    'recorded-authorization.test.ts: who is denied is told so, also with a token that is too short, an empty value and no SecretId',
  ],
  '12 Same account: resource-policy allow supplies a': [
    "enforcement.test.ts: a secret's policy lets in whom it names, and its Deny stops root",
    'recorded-authority.test.ts: one after the other, every answer is as it was',
    'secret-policies.test.ts: read-only access of a role: the stage must be named, and a session policy must not leave it out',
  ],
  '12 secretsmanager:SecretId is always the full ARN': [
    'recorded-authorization.test.ts: SecretId is the full ARN, also when the name was sent',
    'recorded-authorization.test.ts: VersionStage is a condition of reading, and not of PutSecretValue',
    'enforcement.test.ts: conditions see the request, the secret and the caller',
    'recorded-authorization.test.ts: VersionId is what the request names, and the tag of the resource has two names',
    'recorded-authorization.test.ts: RequestTag and TagKeys are conditions of CreateSecret and TagResource',
  ],
  '12 Cross-account with a policy: Describe Put/GetResourcePolicy': [
    'recorded-authorization.test.ts: another account may manage a secret under the default key as the policy of the secret lets it',
  ],
  '13 Default 32 characters all four types': [
    'random-password.test.ts: a password is 32 characters with all four types unless asked otherwise',
    'random-password.test.ts: every character that is allowed comes, the space too when it is asked for',
    'get-random-password.test.ts: refuses what no password can satisfy',
  ],
  '14 ReplicateSecretToRegions': [
    'replicate-secret-to-regions.test.ts: recorded: answers InProgress under the default key, and is InSync later: `Replication succeeded`',
  ],
  '14 own region': [
    'replicate-secret-to-regions.test.ts: recorded: refuses the own region: `Invalid replica region.`; and what is none, or of another partition',
    'replicate-secret-to-regions.test.ts: recorded: the same region twice in one call, and a region that has a replica already, are no errors',
  ],
  '14 name taken there': [
    'replicate-secret-to-regions.test.ts: recorded: fails later where the name is taken, and leaves what has it alone',
    'replicate-secret-to-regions.test.ts: recorded: ForceOverwriteReplicaSecret replaces it: the old ARN is gone, its CreatedDate stays',
  ],
  '14 caller lacks KMS rights': [
    'replication-rights.test.ts: recorded: fails in the words of KMS where the session policy of its caller denies the key of either region',
  ],
  '14 replica Describe': [
    'replicate-secret-to-regions.test.ts: recorded: a replica has the suffix, tags and labels of the primary, its own CreatedDate, KmsKeyId and PrimaryRegion, no status',
  ],
  '14 replicated': [
    'replica.test.ts: recorded: GetResourcePolicy is allowed; value, labels, description, tags and resource policy follow',
    'replica.test.ts: recorded: LastAccessedDate is local',
  ],
  '14 replica: Put Update Delete Tag Untag': [
    'replica.test.ts: recorded: refuses every operation that would change it: `Operation not permitted on a replica secret.`',
    'replica.test.ts: recorded: GetResourcePolicy is allowed; value, labels, description, tags and resource policy follow',
  ],
  '14 RemoveRegionsFromReplication': [
    'remove-regions-from-replication.test.ts: recorded: deletes the replica, and the primary is no primary any more; LastChangedDate changes',
    'remove-regions-from-replication.test.ts: recorded: a region that has no replica is no error and changes nothing',
  ],
  '14 StopReplicationToReplica on the replica': [
    'stop-replication-to-replica.test.ts: recorded: makes the replica a secret of its own; both lose PrimaryRegion, the primary its status',
    'stop-replication-to-replica.test.ts: recorded: is refused on the primary; so it is on a secret without replicas',
  ],
  '15 Parameter ARN of the secret LastModifiedDate': ['secret-reference.test.ts: answer with the bytes that AWS sends'],
  '15 SourceResult keys: ARN name versionId secretString': [
    'secret-reference.test.ts: show a binary secret as a Java buffer, without a value',
    'texts.test.ts: is JSON of what Secrets Manager answered, whatever the value',
  ],
  '15 UUID selector VersionId anything else label': [
    'secret-reference.test.ts: select a version by id and by label, with the first slash or without',
  ],
  '15 WithDecryption missing/false ValidationException WithDecryption flag must': [
    'secret-reference.test.ts: ask for decryption before anything else',
    'secret-reference.test.ts: stand first in a batch, and among what is invalid when they cannot be read',
  ],
  '15 Unknown secret/label/version ParameterNotFound An error occurred': [
    'secret-reference.test.ts: say what is not there in AWS’s words',
  ],
  '15 two colons empty selector ARN after': ['secret-reference.test.ts: refuse two selectors, an empty one, and ARNs'],
  '16 eventVersion 1.11 eventSource secretsmanager.amazonaws.com eventCategory Management': [
    'audit.test.ts: are whole: who, when, what, from where',
    'audit.test.ts: show the parameters of each operation in lower camel case, and what AWS shows of the answer',
    'audit.test.ts: tell refusals by code and message: a denial is AccessDenied and shows no parameters',
    'batch-get-secret-value.test.ts: is recorded once for the batch and once for each secret, as a read of its own',
    'delete-secret.test.ts: records a service event for each version',
    'recorded-rows.test.ts: a write that KMS refuses is recorded with the ARN of the secret, and a change of its key with Encrypt',
    'rotation-job.test.ts: recorded: abandons the rotation of a secret that is deleted; after its restoration it goes on',
  ],
  '16 KMS events: GenerateDataKey/Decrypt/Encrypt with encryptionContext SecretARN': [
    'audit.test.ts: hold the calls to KMS that an operation makes for its caller',
    'recorded-authorization.test.ts: a denial at KMS is recorded without parameters',
    'recorded-rows.test.ts: a write that KMS refuses is recorded with the ARN of the secret, and a change of its key with Encrypt',
  ],
};

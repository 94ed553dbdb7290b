import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, secretText, TestServer } from '../../testing/index.ts';
import { allow, assertRefused, IAM, recordsNamed } from './testing.ts';

onBothEngines('Passwords of users', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const newUser = async (UserName: string, Password?: string) => {
    await server.call('iam', 'CreateUser', { UserName });
    if (Password !== undefined) {
      await server.call('iam', 'CreateLoginProfile', { UserName, Password: secretText(Password) });
    }
  };
  /** The same server, asked by a user. */
  const as = async (UserName: string) => {
    const { AccessKey } = await server.call('iam', 'CreateAccessKey', { UserName });
    return server.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey });
  };
  const violation = (message: string) => [400, 'PasswordPolicyViolation', message] as const;

  it('are made, shown, changed and taken away', async () => {
    const UserName = 'lea';
    await newUser(UserName);

    const { LoginProfile: made } = await server.call('iam', 'CreateLoginProfile', {
      UserName,
      Password: secretText('Correct-horse-1'),
    });
    await server.call('iam', 'UpdateLoginProfile', { UserName, PasswordResetRequired: true });
    const { LoginProfile: changed } = await server.call('iam', 'GetLoginProfile', { UserName });

    const CreateDate = Math.floor(server.clock.now() / 1000) * 1000;
    assert.deepEqual(made, { UserName, CreateDate, PasswordResetRequired: false });
    assert.deepEqual(changed, { UserName, CreateDate, PasswordResetRequired: true });
    await assertRefused(server, 'CreateLoginProfile', { UserName, Password: secretText('Another-horse-1') }, [
      409,
      'EntityAlreadyExists',
      'Login Profile for user lea already exists.',
    ]);
    await server.call('iam', 'DeleteLoginProfile', { UserName });
    const missing = [404, 'NoSuchEntity', 'Login Profile for User lea cannot be found.'] as const;
    await assertRefused(server, 'GetLoginProfile', { UserName }, missing);
    await assertRefused(server, 'DeleteLoginProfile', { UserName }, missing);
    await assertRefused(server, 'UpdateLoginProfile', { UserName }, missing);
  });

  it('need a user and a password', async () => {
    await newUser('mia');
    const Password = secretText('Correct-horse-1');

    await assertRefused(server, 'CreateLoginProfile', { UserName: 'nobody', Password }, [
      404,
      'NoSuchEntity',
      'The user with name nobody cannot be found.',
    ]);
    await assertRefused(server, 'CreateLoginProfile', { UserName: 'mia' }, [
      400,
      'ValidationError',
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
    ]);
    assert.equal((await server.refused('iam', 'CreateLoginProfile', { Password })).code, 'ValidationError');
  });

  it('are nowhere in the records', async () => {
    await newUser('noa', 'Secret-horse-77');
    await server.call('iam', 'UpdateLoginProfile', { UserName: 'noa', Password: secretText('Secret-horse-78') });

    const records = await recordsNamed(server, 'CreateLoginProfile', 'UpdateLoginProfile');

    const text = JSON.stringify(records);
    assert.ok(text.includes('"userName":"noa"'));
    assert.ok(!text.includes('Secret-horse'));
    assert.ok(!text.toLowerCase().includes('"password"'));
  });

  it('follow the rules of the account, which are made all at once', async () => {
    await newUser('pia');
    await server.call('iam', 'UpdateAccountPasswordPolicy', {
      MaxPasswordAge: 60,
      RequireSymbols: true,
      HardExpiry: true,
    });
    await server.call('iam', 'UpdateAccountPasswordPolicy', { MinimumPasswordLength: 10, RequireNumbers: true });

    const { PasswordPolicy } = await server.call('iam', 'GetAccountPasswordPolicy', {});

    assert.deepEqual(PasswordPolicy, {
      MinimumPasswordLength: 10,
      RequireSymbols: false,
      RequireNumbers: true,
      RequireUppercaseCharacters: false,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
    });
    const input = { UserName: 'pia', Password: secretText('Abcdefgh!') };
    const words = 'Password should have a minimum length of 10, Password should have at least one number';
    await assertRefused(server, 'CreateLoginProfile', input, violation(words));
    await server.call('iam', 'CreateLoginProfile', { UserName: 'pia', Password: secretText('abcdefghi1') });
    await server.call('iam', 'DeleteAccountPasswordPolicy', {});
    await assertRefused(server, 'DeleteAccountPasswordPolicy', {}, [
      404,
      'NoSuchEntity',
      'The account policy with name PasswordPolicy cannot be found.',
    ]);
    await assertRefused(server, 'GetAccountPasswordPolicy', {}, [
      404,
      'NoSuchEntity',
      'The Password Policy with domain name 123456789012 cannot be found.',
    ]);
  });

  it('do not come again while the account remembers them', async () => {
    const UserName = 'rosa';
    await newUser(UserName, 'Correct-horse-1');
    await server.call('iam', 'UpdateAccountPasswordPolicy', { PasswordReusePrevention: 2 });
    const change = (password: string) => ({ UserName, Password: secretText(password) });
    const again = violation('Password was used before and cannot be used again.');

    await assertRefused(server, 'UpdateLoginProfile', change('Correct-horse-1'), again);
    await server.call('iam', 'UpdateLoginProfile', change('Correct-horse-2'));
    await assertRefused(server, 'UpdateLoginProfile', change('Correct-horse-1'), again);
    await server.call('iam', 'UpdateLoginProfile', change('Correct-horse-3'));
    await server.call('iam', 'UpdateLoginProfile', change('Correct-horse-1'));
    await server.call('iam', 'DeleteAccountPasswordPolicy', {});
  });

  it('are changed by their users, who are allowed to and know them', async () => {
    await newUser('sara', 'Correct-horse-1');
    const sara = await as('sara');
    const change = { OldPassword: secretText('Correct-horse-1'), NewPassword: secretText('Correct-horse-2') };
    const wrong = { ...change, OldPassword: secretText('Correct-horse-9') };

    assert.equal((await sara.refused('iam', 'ChangePassword', change)).code, 'AccessDenied');
    await server.call('iam', 'PutUserPolicy', {
      UserName: 'sara',
      PolicyName: 'change',
      PolicyDocument: allow('iam:ChangePassword'),
    });
    await assertRefused(sara, 'ChangePassword', wrong, [403, 'AccessDenied', 'The old password was incorrect.']);
    await server.call('iam', 'UpdateLoginProfile', { UserName: 'sara', PasswordResetRequired: true });
    await sara.call('iam', 'ChangePassword', change);
    await assertRefused(sara, 'ChangePassword', change, [403, 'AccessDenied', 'The old password was incorrect.']);
    const { LoginProfile } = await server.call('iam', 'GetLoginProfile', { UserName: 'sara' });
    assert.equal(LoginProfile.PasswordResetRequired, false);
  });

  it('are not to be guessed: wrong ones are on record, and soon nobody is asked', async () => {
    await newUser('gil', 'Correct-horse-1');
    const gil = await as('gil');
    await server.call('iam', 'PutUserPolicy', {
      UserName: 'gil',
      PolicyName: 'change',
      PolicyDocument: allow('iam:ChangePassword'),
    });
    const change = (from: string) => ({ OldPassword: secretText(from), NewPassword: secretText('Correct-horse-2') });
    const codes: string[] = [];
    for (let i = 0; i < 6; i++)
      codes.push((await gil.refused('iam', 'ChangePassword', change(`Wrong-horse-${i}`))).code);

    assert.deepEqual(codes, [...Array<string>(5).fill('AccessDenied'), 'Throttling']);
    // The right one would not be looked at either, until some time has passed.
    assert.equal((await gil.refused('iam', 'ChangePassword', change('Correct-horse-1'))).code, 'Throttling');
    const failures = (await recordsNamed(server, 'ChangePassword')).filter(
      record => Object(record['userIdentity']).userName === 'gil',
    );
    assert.deepEqual(
      failures.map(record => record['errorCode']),
      [...Array<string>(5).fill('AccessDenied'), 'ThrottlingException', 'ThrottlingException'],
    );
    server.clock.advance(10_000);
    await gil.call('iam', 'ChangePassword', change('Correct-horse-1'));
  });

  it('may be changed by everybody where the account says so, unless a policy denies it', async () => {
    await newUser('tina', 'Correct-horse-1');
    const tina = await as('tina');
    await server.call('iam', 'UpdateAccountPasswordPolicy', { AllowUsersToChangePassword: true });
    const change = (from: string, to: string) => ({ OldPassword: secretText(from), NewPassword: secretText(to) });

    await tina.call('iam', 'ChangePassword', change('Correct-horse-1', 'Correct-horse-2'));
    await server.call('iam', 'PutUserPolicy', {
      UserName: 'tina',
      PolicyName: 'deny',
      PolicyDocument: allow('iam:ChangePassword').replace('Allow', 'Deny'),
    });

    const denied = await tina.refused('iam', 'ChangePassword', change('Correct-horse-2', 'Correct-horse-3'));
    assert.equal(denied.code, 'AccessDenied');
    assert.match(denied.message ?? '', new RegExp(`${IAM}:user/tina is not authorized to perform: iam:ChangePassword`));
    await server.call('iam', 'DeleteAccountPasswordPolicy', {});
  });

  it('are no matter of the root user', async () => {
    const change = { OldPassword: secretText('Correct-horse-1'), NewPassword: secretText('Correct-horse-2') };

    await assertRefused(server, 'ChangePassword', change, [
      400,
      'InvalidUserType',
      'Only IAM Users can change their own password',
    ]);
  });
});

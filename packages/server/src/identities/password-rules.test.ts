import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { passwordFault } from './password-rules.ts';

const NO_RULES = {
  minimum_length: 6,
  require_symbols: 0,
  require_numbers: 0,
  require_uppercase: 0,
  require_lowercase: 0,
  allow_users_to_change: 0,
  max_age_days: null,
  reuse_prevention: null,
  hard_expiry: null,
};

describe('passwordFault', () => {
  it('asks for eight characters of three kinds where an account has no rules', () => {
    assert.equal(passwordFault('Abcdefg1', undefined), undefined);
    assert.equal(passwordFault('abcdef1!', undefined), undefined);
    assert.equal(passwordFault('Abcdef1', undefined), 'Password should have a minimum length of 8');
    assert.equal(
      passwordFault('abcdefg1', undefined),
      'Password should meet 1 more of the following requirements: ' +
        'Password should have at least one uppercase letter, Password should have at least one symbol',
    );
    assert.match(passwordFault('abcdefgh', undefined) ?? '', /^Password should meet 2 more /);
  });

  it('asks for each kind that the account’s rules require, and for no more', () => {
    const strict = { ...NO_RULES, minimum_length: 10, require_symbols: 1, require_numbers: 1, require_uppercase: 1 };

    assert.equal(passwordFault('aaaaaa', NO_RULES), undefined);
    assert.equal(passwordFault('aaaaa', NO_RULES), 'Password should have a minimum length of 6');
    assert.equal(passwordFault('ABCDEFGH1!', strict), undefined);
    assert.equal(
      passwordFault('abc', strict),
      'Password should have a minimum length of 10, Password should have at least one uppercase letter, ' +
        'Password should have at least one number, Password should have at least one symbol',
    );
    assert.equal(
      passwordFault('ABCDEFGH1?', { ...strict, require_lowercase: 1 }),
      'Password should have at least one lowercase letter, Password should have at least one symbol',
    );
  });
});

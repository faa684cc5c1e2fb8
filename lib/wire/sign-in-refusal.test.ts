import { expect, test } from 'vitest';
import { packRefusal, unpackRefusal } from './sign-in-refusal';

test('a refusal survives the way through an address', () => {
  const refusal = { code: 'rate_limited', facts: { seconds: 42, limit: 5 } } as const;
  const address = new URL(`https://a.test/sign-in?error=${encodeURIComponent(packRefusal(refusal))}`);
  expect(unpackRefusal(address.searchParams.get('error') ?? '')).toEqual(refusal);
});

test.each([
  ['an unknown code', '{"code":"be_afraid","facts":{}}'],
  ['facts that are no facts', '{"code":"rate_limited","facts":{"seconds":[1]}}'],
  ['a text of somebody else', '<b>Call this number</b>'],
  ['nothing', ''],
])('%s becomes a failure of ours, and none of its words are shown', (_name, text) => {
  expect(unpackRefusal(text)).toEqual({ code: 'internal', facts: { reference: 'sign-in' } });
});

test('next-auth’s own word for a wrong password is one', () => {
  expect(unpackRefusal('CredentialsSignin').code).toBe('wrong_credentials');
});

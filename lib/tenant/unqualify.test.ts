import { expect, it } from 'vitest';
import { unqualify } from '@/lib/tenant/unqualify';

const objects = new Set(['orders', 'acme', 's', 'x', 'f', 't', 'u']);

it.each([
  ['REFERENCES acme.orders(id)', 'REFERENCES orders(id)'],
  ['acme.acme.x', 'acme.x'],
  ['public.acme.x', 'public.acme.x'],
  ["nextval('acme.s'::regclass)", "nextval('s'::regclass)"],
  ["'acme.s'::text", "'acme.s'::text"],
  ["'acme'::text", "'acme'::text"],
  ["SET search_path TO 'acme', 'public'", "SET search_path TO '<schema>', 'public'"],
  ["SET search_path TO 'public', 'acme'\nAS", "SET search_path TO 'public', '<schema>'\nAS"],
  ['acmes.x + my_acme.y', 'acmes.x + my_acme.y'],
  ['$function$ select acme.f() $function$', '$function$ select f() $function$'],
  ['acme', 'acme'],
  ['acme.id + acme.orders', 'acme.id + orders'],
  ['a OPERATOR(acme.+) b', 'a OPERATOR(+) b'],
])('%s', (given, expected) => expect(unqualify(given, 'acme', objects)).toBe(expected));

it('knows quoted names, and quotes within strings', () => {
  expect(unqualify('"Te""n".t', 'Te"n', objects)).toBe('t');
  expect(unqualify(`nextval('"it''s".s'::regclass)`, "it's", objects)).toBe("nextval('s'::regclass)");
  expect(unqualify('"テナント".t, テナント.u', 'テナント', objects)).toBe('t, u');
});

import { expect, test } from 'vitest';
import { isCurrent, placesFor } from './places';

const current = (pathname: string): readonly string[] =>
  placesFor('admin')
    .filter((place) => isCurrent(place, pathname))
    .map((place) => place.label);

test('exactly one place is current, on sub-pages too', () => {
  expect(current('/')).toEqual(['Fleet']);
  expect(current('/tenants/acme')).toEqual(['Fleet']);
  expect(current('/rollouts/1/rollback')).toEqual(['Rollouts']);
  expect(current('/account')).toEqual([]);
});

test('only administrators are shown the way to People', () => {
  expect(placesFor('approver').map((place) => place.label)).not.toContain('People');
  expect(placesFor('admin').map((place) => place.label)).toContain('People');
});

'use server';

import { applyTenant } from '@/lib/engine/apply-tenant';
import { archiveTenant } from '@/lib/engine/archive-tenant';
import { baselineTenant } from '@/lib/engine/baseline-tenant';
import { editTenant } from '@/lib/engine/edit-tenant';
import { findTenants } from '@/lib/engine/find-tenants';
import { holdTenant } from '@/lib/engine/hold-tenant';
import { registerTenant } from '@/lib/engine/register-tenant';
import { releaseHold } from '@/lib/engine/release-hold';
import { verifyTenants } from '@/lib/engine/verify-tenants';
import * as schemas from '@/lib/wire/commands';
import { action } from '../action';

const register = action('register-tenant', schemas.registerTenant, registerTenant);
const edit = action('edit-tenant', schemas.editTenant, editTenant);
const archive = action('archive-tenant', schemas.archiveTenant, archiveTenant);
const find = action('discover-tenants', schemas.findTenants, findTenants);
const baseline = action('baseline-tenant', schemas.baselineTenant, baselineTenant);
const hold = action('hold-tenant', schemas.holdTenant, holdTenant);
const release = action('release-hold', schemas.releaseHold, releaseHold);
const verify = action('verify-tenants', schemas.verifyTenants, verifyTenants);
const apply = action('apply-tenant', schemas.applyTenant, applyTenant);

export async function registerTenantAction(input: unknown) {
  return register(input);
}

export async function editTenantAction(input: unknown) {
  return edit(input);
}

export async function archiveTenantAction(input: unknown) {
  return archive(input);
}

/** Looks only; what is chosen of it goes to the route of `discover-tenants`. */
export async function findTenantsAction(input: unknown) {
  return find(input);
}

export async function baselineTenantAction(input: unknown) {
  return baseline(input);
}

export async function holdTenantAction(input: unknown) {
  return hold(input);
}

export async function releaseHoldAction(input: unknown) {
  return release(input);
}

export async function verifyTenantsAction(input: unknown) {
  return verify(input);
}

export async function applyTenantAction(input: unknown) {
  return apply(input);
}

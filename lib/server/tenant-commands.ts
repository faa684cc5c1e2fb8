import 'server-only';
import { discoverTenants } from '@/lib/engine/discover-tenants';
import { importTenants } from '@/lib/engine/import-tenants';
import { discoverTenants as discoverSchema, importTenants as importSchema } from '@/lib/wire/commands';
import { commandRoute } from './routes';

/** Route handlers, not actions: a fleet's list can be longer than the 1 MB where an action's body ends. */
export const importTenantsRoute = commandRoute('import-tenants', importSchema, importTenants);
export const discoverTenantsRoute = commandRoute('discover-tenants', discoverSchema, discoverTenants);

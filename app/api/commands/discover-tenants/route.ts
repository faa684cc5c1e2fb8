export { discoverTenantsRoute as POST } from '@/lib/server/tenant-commands';

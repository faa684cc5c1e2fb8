export { importTenantsRoute as POST } from '@/lib/server/tenant-commands';

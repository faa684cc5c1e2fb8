export { previewRollbackRoute as POST } from '@/lib/server/plan-commands';

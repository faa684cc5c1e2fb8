export { previewRolloutRoute as POST } from '@/lib/server/plan-commands';

export { receiveRelease as POST } from '@/lib/server/release-upload';

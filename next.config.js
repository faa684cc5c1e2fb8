/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run typecheck`, in parallel with the build, in a tenth of the time.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['pg', 'pg-boss', 'pino', '@prisma/client', '@prisma/adapter-pg', 'yauzl'],
  experimental: { serverActions: { bodySizeLimit: '1mb' } },
};

export default config;

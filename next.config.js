/** @type {import('next').NextConfig} */
export default {
  // The development server and a production build never share a folder: one cannot break the other.
  distDir: process.env.NODE_ENV === 'development' ? '.next/dev-server' : '.next',
  poweredByHeader: false,
  serverExternalPackages: ['postgres', 'pino', 'undici'],
  // A lock file in a folder above must not move the root.
  turbopack: { root: import.meta.dirname },
  typescript: {
    // One that extends another is left as it is; Next rewrites the root's otherwise.
    tsconfigPath: 'app/tsconfig.json',
    // `npm run types` checks the whole project; a build repeats none of it.
    ignoreBuildErrors: true,
  },
};

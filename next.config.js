/** @type {import('next').NextConfig} */
export default {
  // The development server and a production build never share a folder: one cannot break the other.
  distDir: process.env.NODE_ENV === 'development' ? '.next/dev-server' : '.next',
  poweredByHeader: false,
  serverExternalPackages: ['postgres', 'pino', 'undici', '@kubernetes/client-node'],
};

/* global SwaggerUIBundle */
const chosen = /(?:^|; )fabric_sync_theme=(light|dark|auto)/.exec(document.cookie)?.[1] ?? 'auto';
const wantsDark = globalThis.matchMedia('(prefers-color-scheme: dark)').matches;
document.documentElement.classList.toggle('dark-mode', chosen === 'dark' || (chosen === 'auto' && wantsDark));

// Requests go out with this browser's session, so that nothing need be pasted to try one.
SwaggerUIBundle({
  url: '/api/hedgehog/openapi.json',
  domNode: document.getElementById('document'),
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});

/** How each host names what it asks for. */
export const PUSH_HOSTS = [
  {
    name: 'GitHub',
    where: 'Settings, Webhooks, Add webhook',
    fields: [
      'Payload URL: the address',
      'Content type: application/json',
      'Secret: the secret',
      'Just the push event',
    ],
  },
  {
    name: 'GitLab',
    where: 'Settings, Webhooks, Add new webhook',
    fields: [
      'URL: the address',
      'Signing token: the secret (releases without one: Secret token)',
      'Trigger: Push events',
    ],
  },
  {
    name: 'Gitea and Forgejo',
    where: 'Settings, Webhooks, Add webhook, Gitea or Forgejo',
    fields: [
      'Target URL: the address',
      'POST, application/json',
      'Secret: the secret',
      'Trigger on: Push events',
    ],
  },
  {
    name: 'Bitbucket',
    where: 'Repository settings, Webhooks',
    fields: ['URL: the address', 'Secret: the secret', 'Trigger: Repository push'],
  },
] as const;

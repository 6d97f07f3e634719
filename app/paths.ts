/** Every URL of the product, as typed builders. */

type Id = number | string;

export const paths = {
  home: () => '/',
  signIn: (next?: string) => (next === undefined ? '/login' : `/login?next=${encodeURIComponent(next)}`),
  fabrics: (query = '') => `/fabrics${query}`,
  newFabric: () => '/fabrics/new',
  fabric: (id: Id) => `/fabrics/${id}`,
  fabricTab: (id: Id, tab: 'resources' | 'plan' | 'runs' | 'activity') => `/fabrics/${id}/${tab}`,
  /** Makes a plan as it opens; without `now` it waits to be asked. */
  planFabric: (id: Id) => `/fabrics/${id}/plan?now=1`,
  editFabric: (id: Id) => `/fabrics/${id}/edit`,
  run: (id: Id) => `/runs/${id}`,
  runs: (query = '') => `/runs${query}`,
  repositories: () => '/repositories',
  newRepository: () => '/repositories/new',
  repository: (id: Id) => `/repositories/${id}`,
  editRepository: (id: Id) => `/repositories/${id}/edit`,
  resources: (query = '') => `/resources${query}`,
  resource: (id: Id) => `/resources/${id}`,
  newResource: (fabricId: Id) => `/fabrics/${fabricId}/resources/new`,
  editResource: (id: Id) => `/resources/${id}/edit`,
  activity: (query = '') => `/activity${query}`,
  tokens: () => '/tokens',
  notices: (query = '') => `/notices${query}`,
  webhooks: () => '/webhooks',
  users: () => '/users',
  account: () => '/account',
  /** Reads and tries the API; served beside it. */
  apiDocs: () => '/api/hedgehog/docs',
} as const;

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
  /** Reads and tries the API; served beside it. */
  apiDocs: () => '/api/hedgehog/docs',
} as const;

const API = '/api/hedgehog';

export const api = {
  fabrics: (query = '') => `${API}/fabrics${query}`,
  /** How many fabrics are in each state: `{in_sync: 3, error: 1}`; states without a fabric may be absent. */
  fabricCounts: () => `${API}/fabrics/counts`,
  fabric: (id: Id) => `${API}/fabrics/${id}`,
  fabricTest: (id: Id) => `${API}/fabrics/${id}/test-connection`,
  importKubeconfig: () => `${API}/fabrics/import-kubeconfig`,
  fabricPreflight: (id: Id) => `${API}/fabrics/${id}/preflight`,
  fabricDismiss: (id: Id) => `${API}/fabrics/${id}/dismiss-result`,
  makePlan: (id: Id) => `${API}/fabrics/${id}/plan`,
  plan: (id: Id, plan: Id) => `${API}/fabrics/${id}/plans/${plan}`,
  planItems: (id: Id, plan: Id, query = '') => `${API}/fabrics/${id}/plans/${plan}/items${query}`,
  fabricImport: (id: Id) => `${API}/fabrics/${id}/import`,
  fabricExport: (id: Id, source: 'desired' | 'live') => `${API}/fabrics/${id}/export?source=${source}`,
  syncStatus: (id: Id) => `${API}/fabrics/${id}/sync/status`,
  syncTrigger: (id: Id) => `${API}/fabrics/${id}/sync/trigger`,
  syncProgress: (id: Id) => `${API}/fabrics/${id}/sync/progress`,
  syncCancel: (id: Id) => `${API}/fabrics/${id}/sync/cancel`,
  syncRetry: (id: Id) => `${API}/fabrics/${id}/sync/retry`,
  repositories: (query = '') => `${API}/repositories${query}`,
  repository: (id: Id) => `${API}/repositories/${id}`,
  repositoryTest: (id: Id) => `${API}/repositories/${id}/test-connection`,
  /** Tests what a form holds, before it is saved. */
  repositoryTestUnsaved: () => `${API}/repositories/test-connection`,
  resources: (query = '') => `${API}/resources${query}`,
  resource: (id: Id) => `${API}/resources/${id}`,
  runs: (query = '') => `${API}/runs${query}`,
  run: (id: Id) => `${API}/runs/${id}`,
  runResults: (id: Id, query = '') => `${API}/runs/${id}/results${query}`,
  transitions: (query = '') => `${API}/transitions${query}`,
  auditEvents: (query = '') => `${API}/audit-events${query}`,
  tokens: (query = '') => `${API}/tokens${query}`,
  token: (id: Id) => `${API}/tokens/${id}`,
  notices: (query = '') => `${API}/notices${query}`,
  acknowledgeNotice: (id: Id) => `${API}/notices/${id}/acknowledge`,
  webhooks: (query = '') => `${API}/webhooks${query}`,
  webhook: (id: Id) => `${API}/webhooks/${id}`,
  webhookTest: (id: Id) => `${API}/webhooks/${id}/test`,
  session: () => `${API}/session`,
  health: () => '/health/sync/',
} as const;

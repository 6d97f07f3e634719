/** Value of kubernetes_server for the cluster that the app itself runs in. */
export const IN_CLUSTER = 'in-cluster';
/** The same as an address: every cluster serves its API under this name. */
export const IN_CLUSTER_URL = 'https://kubernetes.default.svc';

/** The host of an API server's URL, with its port unless it is the usual one; a text that is no URL stays as it is. */
export function clusterName(server: string): string {
  const url = URL.parse(server);
  return url === null || url.host === '' ? server : url.host;
}

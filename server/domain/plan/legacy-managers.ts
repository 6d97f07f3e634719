/**
 * Field managers of people and tools that wrote the objects before this product did. Controllers are none: what they own is
 * theirs for as long as they run.
 */
const TOOLS: ReadonlySet<string> = new Set([
  // What the server calls the fields of objects that are older than field managers.
  'before-first-apply',
  // Hedgehog's own: the installer, its recipe, the plugin and its predecessor.
  'hhfab',
  'hhfab-recipe',
  'hhfctl',
  // Deployment tools.
  'argocd',
  'argocd-server',
  'argocd-controller',
  'argocd-application-controller',
  'gitops-engine',
  'kustomize-controller',
  'helm-controller',
  'flux',
  'helm',
  'Helm',
  'Terraform',
  'terraform',
  'HashiCorp',
  'pulumi-kubernetes',
  // Consoles and scripts, by their user agent.
  'k9s',
  'node-fetch',
  'Mozilla',
  'OpenAPI-Generator',
  'python-requests',
  'Go-http-client',
  'curl',
]);

/** kubectl and its plugins: kubectl-client-side-apply, kubectl-edit, kubectl-create, kubectl-fabric … */
const isKubectl = (manager: string): boolean => manager === 'kubectl' || manager.startsWith('kubectl-');

export function isLegacyManager(manager: string): boolean {
  return isKubectl(manager) || TOOLS.has(manager);
}

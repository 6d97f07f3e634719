export const HELP = `Usage: fabric-sync <command> <fabric> [options]

A fabric is named by its id or its name.

Commands
  preflight <fabric>   go through everything that a sync needs, without writing anything
  status <fabric>      the fabric's sync state, and why
  sync <fabric>        start a sync

Options
  --json               write JSON instead of words
  --manifest           preflight: write only the manifests that grant what is missing, for kubectl apply -f -
  --wait               sync: wait for the end of the run; fails when the run fails
  --force              sync: apply every resource again
  --confirm-prune      sync: consent to a deletion that the guard refused
  --server <url>       address of the app; else FABRIC_SYNC_URL, else http://localhost:3000
  --token <token>      API token; better given by FABRIC_SYNC_TOKEN, which other users of the machine do not see
  -h, --help           this text

Exit code: 0 done, 1 failed, 2 wrong use.
`;

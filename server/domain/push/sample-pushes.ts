/** Events as the hosts' documentation shows them, cut to what tells them apart. For tests. */

const COMMIT = 'bffeb74224043ba2feb48d137756c8a9331c449a';
const BEFORE = '28e1879d029cb852e4844d9c718537df08844e03';
const GONE = '0'.repeat(40);

export interface SamplePush {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a push to the branch; deleted: as it says that the branch is gone. */
  payload(ref: { readonly name: string; readonly tag?: boolean; readonly deleted?: boolean }): object;
  readonly proof: 'x-hub-signature-256' | 'x-gitea-signature' | 'x-hub-signature' | 'token' | 'standard';
}

const fullRef = ({ name, tag = false }: { name: string; tag?: boolean }) =>
  `refs/${tag ? 'tags' : 'heads'}/${name}`;

const github: SamplePush = {
  host: 'GitHub',
  headers: {
    'x-github-event': 'push',
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-github-hook-id': '292430182',
    'x-github-hook-installation-target-type': 'repository',
    'user-agent': 'GitHub-Hookshot/044aadd',
  },
  payload: (ref) => ({
    ref: fullRef(ref),
    before: ref.deleted ? COMMIT : BEFORE,
    after: ref.deleted ? GONE : COMMIT,
    created: false,
    deleted: ref.deleted ?? false,
    forced: false,
    base_ref: null,
    compare: `https://github.com/octo/fabric/compare/28e1879d029c...${COMMIT.slice(0, 12)}`,
    commits: [
      { id: COMMIT, distinct: true, message: 'Wider VPC', added: [], removed: [], modified: ['vpc.yaml'] },
    ],
    head_commit: { id: COMMIT, tree_id: BEFORE, message: 'Wider VPC' },
    repository: { id: 35129377, full_name: 'octo/fabric', default_branch: 'main', pushed_at: 1763736886 },
    pusher: { name: 'octo', email: 'octo@example.com' },
  }),
  proof: 'x-hub-signature-256',
};

const gitea: SamplePush = {
  host: 'Gitea',
  headers: {
    'x-github-delivery': 'f6266f16-1bf3-46a5-9ea4-602e06ead473',
    'x-github-event': 'push',
    'x-gogs-delivery': 'f6266f16-1bf3-46a5-9ea4-602e06ead473',
    'x-gogs-event': 'push',
    'x-gitea-delivery': 'f6266f16-1bf3-46a5-9ea4-602e06ead473',
    'x-gitea-event': 'push',
  },
  payload: (ref) => ({
    ref: fullRef(ref),
    before: BEFORE,
    after: ref.deleted ? GONE : COMMIT,
    compare_url: `http://localhost:3000/gitea/webhooks/compare/${BEFORE}...${COMMIT}`,
    commits: [{ id: COMMIT, message: 'Webhooks Yay!', timestamp: '2017-03-13T13:52:11-04:00' }],
    repository: { id: 140, full_name: 'gitea/webhooks', default_branch: 'main' },
    pusher: { id: 1, login: 'gitea', username: 'gitea' },
    sender: { id: 1, login: 'gitea', username: 'gitea' },
  }),
  proof: 'x-gitea-signature',
};

const gitlab: SamplePush = {
  host: 'GitLab with a secret token',
  headers: {
    'x-gitlab-event': 'Push Hook',
    'x-gitlab-instance': 'https://gitlab.example.com',
    'x-gitlab-webhook-uuid': '3c5c0404-c866-44bc-a5f6-452bb1bfc76e',
    'x-gitlab-event-uuid': '9cebe914-4827-408f-b014-cfa23a47a35f',
    'idempotency-key': 'a5461c4d-9c7f-4af9-add6-cddebe3c426f',
    'user-agent': 'GitLab/17.1.0-pre',
  },
  payload: (ref) => ({
    object_kind: ref.tag ? 'tag_push' : 'push',
    event_name: ref.tag ? 'tag_push' : 'push',
    before: BEFORE,
    after: ref.deleted ? GONE : COMMIT,
    ref: fullRef(ref),
    ref_protected: true,
    checkout_sha: ref.deleted ? null : COMMIT,
    user_username: 'jsmith',
    project_id: 15,
    project: { id: 15, path_with_namespace: 'mike/diaspora', default_branch: 'main' },
    commits: [],
    total_commits_count: 1,
  }),
  proof: 'token',
};

const gitlabSigned: SamplePush = { ...gitlab, host: 'GitLab with a signing token', proof: 'standard' };

const cloudRef = ({ name, tag }: { name: string; tag?: boolean }, hash: string) => ({
  type: tag ? 'tag' : 'branch',
  name,
  target: { type: 'commit', hash, message: 'new commit message\n', date: '2015-06-09T03:34:49+00:00' },
});

const bitbucketCloud: SamplePush = {
  host: 'Bitbucket Cloud',
  headers: {
    'x-event-key': 'repo:push',
    'x-hook-uuid': '5a1a1b2c-0000-4000-8000-4c9367dc0958',
    'x-request-uuid': '8f2d7c1e-0000-4000-8000-4c9367dc0958',
    'x-attempt-number': '1',
    'user-agent': 'Bitbucket-Webhooks/2.0',
  },
  payload: (ref) => ({
    actor: { type: 'user', nickname: 'emmap1' },
    repository: { type: 'repository', full_name: 'team_name/repo_name' },
    push: {
      changes: [
        {
          old: cloudRef(ref, BEFORE),
          new: ref.deleted ? null : cloudRef(ref, COMMIT),
          created: false,
          forced: false,
          closed: ref.deleted ?? false,
          truncated: false,
        },
      ],
    },
  }),
  proof: 'x-hub-signature',
};

const bitbucketServer: SamplePush = {
  host: 'Bitbucket Server',
  headers: { 'x-event-key': 'repo:refs_changed', 'x-request-id': '1f3c1c5e-0000-4000-8000-4c9367dc0958' },
  payload: (ref) => ({
    eventKey: 'repo:refs_changed',
    date: '2017-09-13T11:19:32+1000',
    actor: { name: 'admin', id: 1, type: 'NORMAL' },
    repository: { slug: 'repository', id: 84, scmId: 'git' },
    changes: [
      {
        ref: { id: fullRef(ref), displayId: ref.name, type: ref.tag ? 'TAG' : 'BRANCH' },
        refId: fullRef(ref),
        fromHash: BEFORE,
        toHash: ref.deleted ? GONE : COMMIT,
        type: ref.deleted ? 'DELETE' : 'UPDATE',
      },
    ],
  }),
  proof: 'x-hub-signature',
};

export const SAMPLE_PUSHES: readonly SamplePush[] = [
  github,
  gitea,
  gitlab,
  gitlabSigned,
  bitbucketCloud,
  bitbucketServer,
];

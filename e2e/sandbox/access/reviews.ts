import type { Cluster } from '../cluster.ts';
import { isObject, objectAt, stringAt, textsAt } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiRequest, Target } from '../http/request.ts';
import { badRequest } from '../http/status-error.ts';
import { allows, allowsPath, rulesFor } from './rules.ts';
import type { Rule } from './rules.ts';
import type { User } from './user.ts';

const REVIEWS: Record<string, (cluster: Cluster, user: User, spec: JsonObject) => JsonObject> = {
  selfsubjectreviews: (_cluster, user) => ({ userInfo: userInfo(user) }),
  selfsubjectaccessreviews: accessStatus,
  subjectaccessreviews: (cluster, _user, spec) => accessStatus(cluster, asked(spec), spec),
  selfsubjectrulesreviews: rulesStatus,
};

/** Questions about rights, answered on the spot; null when the path is not one. */
export function answerReview(cluster: Cluster, target: Target, { user, body }: ApiRequest): Reply | null {
  const review = REVIEWS[target.plural];
  if (!review || !/^authenti|^authoriz/.test(target.group)) return null;
  let question: Json;
  try {
    question = JSON.parse(body.toString('utf8')) as Json;
  } catch {
    throw badRequest('the body of the request is not JSON');
  }
  if (!isObject(question)) throw badRequest('the body of the request is not an object');
  const answer = { ...question, metadata: { creationTimestamp: null, ...objectAt(question, 'metadata') } };
  return { code: 201, body: { ...answer, status: review(cluster, user, objectAt(question, 'spec')) } };
}

function userInfo({ name, uid, groups }: User): JsonObject {
  return { username: name, ...(uid === '' ? {} : { uid }), groups };
}

function asked(spec: JsonObject): User {
  const groups = textsAt(spec, 'groups');
  const name = stringAt(spec, 'user');
  const account = /^system:serviceaccount:([^:]+):/.exec(name);
  const implied = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : [];
  return { name, uid: stringAt(spec, 'uid'), groups: [...groups, ...implied, 'system:authenticated'] };
}

function accessStatus({ store }: Cluster, user: User, spec: JsonObject): JsonObject {
  const path = objectAt(spec, 'nonResourceAttributes');
  if (spec['nonResourceAttributes'] !== undefined) {
    return { allowed: allowsPath(rulesFor(store, user, ''), stringAt(path, 'verb'), stringAt(path, 'path')) };
  }
  const wanted = objectAt(spec, 'resourceAttributes');
  const [resource, subresource] = [stringAt(wanted, 'resource'), stringAt(wanted, 'subresource')];
  const namespace = stringAt(wanted, 'namespace');
  const allowed = allows(rulesFor(store, user, namespace), {
    verb: stringAt(wanted, 'verb'),
    group: stringAt(wanted, 'group'),
    resource: subresource === '' ? resource : `${resource}/${subresource}`,
    namespace,
    name: stringAt(wanted, 'name'),
  });
  return { allowed };
}

function rulesStatus({ store }: Cluster, user: User, spec: JsonObject): JsonObject {
  const rules = rulesFor(store, user, stringAt(spec, 'namespace'));
  return {
    resourceRules: rules.filter(({ resources }) => resources.length > 0).map(resourceRule),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: Rule): JsonObject {
  const rule: JsonObject = { verbs, apiGroups, resources };
  if (resourceNames.length > 0) rule['resourceNames'] = resourceNames;
  return rule;
}

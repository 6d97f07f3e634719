import { describe, expect, it } from 'vitest';
import { statusError } from './to-error.ts';
import { about, eachRefusal, plain, status } from './testing/refusals.ts';

// Bodies as kube-apiserver 1.36 sends them.
describe('objects that the cluster does not take', () => {
  eachRefusal([
    {
      title: 'a webhook that says no with a status of its own',
      status: 400,
      body: status(400, 'admission webhook "vswitch.kb.io" denied the request without explanation'),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'admission webhook vswitch.kb.io', why: 'denied' },
    },
    {
      title: 'values that the schema refuses, all of them',
      status: 422,
      body: status(422, 'VPC.vpc.githedgehog.com "v1" is invalid: […]', {
        reason: 'Invalid',
        details: {
          causes: [
            {
              reason: 'FieldValueTypeInvalid',
              message:
                'Invalid value: "integer": spec.subnets.a.subnet in body must be of type string: "integer"',
              field: 'spec.subnets.a.subnet',
            },
            { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.role' },
            {
              reason: 'FieldValueInvalid',
              message:
                'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
              field: '<nil>',
            },
          ],
        },
      }),
      code: 'K8S_CRD_VALIDATION_FAILED',
      message:
        'CRD validation failed: VPC/default/v1: spec.subnets.a.subnet: Invalid value: "integer": spec.subnets.a.subnet in body must be of type string: "integer"; spec.role: Required value',
    },
    {
      title: 'a 422 without causes',
      status: 422,
      body: status(422, 'VPC.vpc.githedgehog.com "v1" is invalid: metadata.name: too long'),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'the object', why: 'metadata.name: too long' },
    },
    {
      title: 'unknown fields, strict decoding',
      status: 400,
      body: status(
        400,
        'VPC in version "v1beta1" cannot be handled as a VPC: strict decoding error: unknown field "spec.foo", unknown field "spec.subnets.a.x"',
        { reason: 'BadRequest' },
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: {
        field: 'spec.foo',
        why: 'the cluster does not know this field; spec.subnets.a.x: the cluster does not know this field',
      },
    },
    {
      title: 'a field twice',
      status: 400,
      body: status(
        400,
        'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 1: key "mode" already set in map',
        { reason: 'BadRequest' },
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'mode', why: 'the field stands there twice' },
    },
    {
      title: 'unknown fields in an apply, which comes as 500',
      status: 500,
      body: status(
        500,
        'failed to create typed patch object (default/v1; vpc.githedgehog.com/v1beta1, Kind=VPC): errors:\n  .spec.subnets.a.bogus: field not declared in schema\n  .spec.foo: field not declared in schema',
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: {
        field: 'spec.subnets.a.bogus',
        why: 'the cluster does not know this field; spec.foo: the cluster does not know this field',
      },
    },
    {
      title: 'a wrong type in an apply, which comes as 500',
      status: 500,
      body: status(
        500,
        'failed to create typed patch object (default/v1; vpc.githedgehog.com/v1beta1, Kind=VPC): .spec.subnets.a.subnet: expected string, got &value.valueUnstructured{Value:5}',
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      message: 'CRD validation failed: VPC/default/v1: spec.subnets.a.subnet: expected string, got 5',
    },
    {
      title: 'a field whose key has a colon and a slash',
      status: 500,
      body: status(
        500,
        'failed to create typed patch object (default/v1; g/v1, Kind=VPC): .spec.static.0c:20:12:fe:03:01.x/y: field not declared in schema',
      ),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'spec.static.0c:20:12:fe:03:01.x/y' },
    },
    {
      title: 'a request that makes no sense',
      status: 400,
      body: status(400, 'the name of the object (v3) does not match the name on the URL (v1)', {
        reason: 'BadRequest',
      }),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: {
        field: 'the object',
        why: 'the name of the object (v3) does not match the name on the URL (v1)',
      },
    },
    {
      title: 'http spoken to an https port',
      status: 400,
      body: 'Client sent an HTTP request to an HTTPS server.\n',
      context: plain,
      code: 'K8S_TLS_FAILED',
    },
    {
      title: 'an object that is too large',
      status: 413,
      body: status(413, 'Request entity too large: limit is 3145728', { reason: 'RequestEntityTooLarge' }),
      code: 'K8S_CRD_VALIDATION_FAILED',
      details: { field: 'the object', why: 'Request entity too large: limit is 3145728' },
    },
    {
      title: 'a server without server-side apply',
      status: 415,
      body: status(415, 'the body of the request was in an unknown format'),
      code: 'K8S_API_VERSION_MISMATCH',
    },
  ]);

  it('gives every finding as a field of its own', () => {
    const causes = Array.from({ length: 30 }, (_, index) => ({
      reason: 'FieldValueInvalid',
      message: 'Invalid value',
      field: `spec.f${index}`,
    }));

    const error = statusError(422, status(422, 'x', { details: { causes } }), about);

    expect(error.fields).toHaveLength(10);
    expect(error.fields[1]).toEqual({ field: 'spec.f1', message: 'Invalid value' });
    expect(error.details['why']).toMatch(/; and 20 more$/);
  });
});

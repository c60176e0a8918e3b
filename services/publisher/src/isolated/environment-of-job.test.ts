import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentOfJob } from './environment-of-job.ts'

test('an isolated job learns nothing secret from its environment', () => {
  const harmless = { PATH: '/usr/bin', NODE_EXTRA_CA_CERTS: '/etc/ca.pem', TZ: 'UTC' }
  const secret = {
    DATABASE_URL: 'postgres://user:password@host/database',
    NATS_URL: 'nats://user:password@host',
    PGPASSWORD: 'password',
    PRESSRUN_ADMIN_KEY: 'prk_key',
    PRESSRUN_SECRET_KEY: 'a key that seals',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer token',
    GITHUB_TOKEN: 'token',
  }
  assert.deepEqual(environmentOfJob({ ...harmless, ...secret }), harmless)
})

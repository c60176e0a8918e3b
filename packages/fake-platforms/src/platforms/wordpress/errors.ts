import type { Answer } from '../../platform-fake.ts'

export const wpError = (
  status: number,
  code: string,
  message: string,
  data: Record<string, unknown> = {},
): Answer => ({ status, body: { code, message, data: { status, ...data } } })

/** The same for no password, a wrong one and one that was revoked; the code names the attempted action. */
export const notLoggedIn = (code: string): Answer =>
  wpError(401, code, 'Sorry, you are not allowed to do that.')

export const noSuchPost = (): Answer => wpError(404, 'rest_post_invalid_id', 'Invalid post ID.')

export const badParameter = (name: string): Answer =>
  wpError(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`, { params: { [name]: name } })

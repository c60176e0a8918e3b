import type { RealServer } from '../servers/real-server.ts'
import { Unavailable } from './unavailable.ts'

export type Installed = { readonly path: string; readonly missing?: undefined }
export type Missing = { readonly missing: string; readonly path?: undefined }

/** Where the server is, or why it cannot be tested here. CI must have it. */
export async function installRealServer(
  { name, install }: Pick<RealServer, 'name' | 'install'>,
  isCi = process.env['CI'] === 'true',
): Promise<Installed | Missing> {
  try {
    return { path: await install() }
  } catch (error) {
    if (!(error instanceof Unavailable) || isCi) throw error
    return { missing: `${name} cannot be had here: ${error.message}` }
  }
}

/**
 * Importing `node:http` as an ES module reads all its exports, `WebSocket` among them, which loads the
 * whole of undici: 13 MB and 50 ms in every process. Asking for the module itself does not.
 */
export const { createServer } = process.getBuiltinModule('node:http')

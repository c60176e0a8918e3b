import { createRenderer } from '../rendering/renderer.ts'

/** Threads without work keep no process alive, so nobody has to end this one. */
export const { render } = createRenderer()

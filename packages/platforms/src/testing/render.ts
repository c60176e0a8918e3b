import { createRenderer } from '../rendering/renderer.ts'

/** Threads without work keep no process alive, so this one need not be ended. */
export const { render } = createRenderer()

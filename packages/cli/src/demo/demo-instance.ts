export type DemoInstance = { url: string; adminKey: string; dataDir: string }

/** In the data directory, once the sample was published. */
export const demoDoneFile = 'demo-done'

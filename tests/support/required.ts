/** A variable that `tests/global-setup.ts` sets for every test process. */
export function required(name: string): string {
  const value = process.env[name]
  if (value === undefined)
    throw new Error(`${name} is not set: run the tests with "npm test -- FILE"`)
  return value
}

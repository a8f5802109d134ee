// What the content scripts share: each file adds its part, in the order of files.in.
// Values of pages can be anything, so the codec and the agent handle `any`.

declare var drydock: any;

declare module "*/drydock_background.js" {
  const init: () => Promise<unknown>;
  export default init;
  export const start: () => Promise<void>;
  export const message: (request: unknown) => Promise<unknown>;
  export const connected: (port: unknown) => void;
}

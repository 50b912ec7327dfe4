/** The toolchain's loader, copied from GOROOT by make: what we use of it. */
declare global {
  interface Go {
    argv: string[];
    env: Record<string, string>;
    importObject: WebAssembly.Imports & { gojs: Record<string, (sp: number) => void> };
    mem: DataView;
    exit(code: number): void;
    /** Resolves when the program has ended. */
    run(instance: WebAssembly.Instance): Promise<void>;
    _resume(): void;
    _scheduledTimeouts: Map<number, number>;
  }
  var Go: { new (): Go };
}
export {};

/** For `wrap`: the ports, but one of them has these methods instead. `real` is what it was. */
export const replacing =
  <Ports, Name extends keyof Ports>(name: Name, methods: (real: Ports[Name]) => Partial<Ports[Name]>) =>
  (ports: Ports): Ports => ({ ...ports, [name]: { ...ports[name], ...methods(ports[name]) } });

// What any extension costs: it is loaded and started, and does nothing.
export function activate() {}

suite('core/profile', () => {});

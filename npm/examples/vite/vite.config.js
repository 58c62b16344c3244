import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  // Vite's server would move the package's modules away from the files that they fetch from beside them.
  optimizeDeps: { exclude: ['ecglass'] },
});

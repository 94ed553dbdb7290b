// Loaded before each test file: much of the time that a short one takes is Node.js looking for its modules.
import { resolveOwnModules } from '../packages/cli/bin/own-modules.js';

resolveOwnModules(new URL('../packages/', import.meta.url), new URL('../test/', import.meta.url));

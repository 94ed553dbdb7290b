import { after } from 'node:test';
import { sharePostgres } from '../testing/postgres.ts';
import { describeMigrations } from './contract-migrations.test-suite.ts';
import { describeStorage } from './contract.test-suite.ts';
import { openPostgres } from './postgres.ts';

const server = await sharePostgres();
after(() => server[Symbol.asyncDispose]());

describeStorage('PostgreSQL', async () => openPostgres(await server.createDatabase()));
describeMigrations('PostgreSQL', async () => openPostgres(await server.createDatabase()));

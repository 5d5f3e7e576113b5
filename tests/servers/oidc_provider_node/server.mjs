// A real OpenID provider on a port of this machine, with people who may have any password. Settings: the environment.
import { Provider } from 'oidc-provider';

const { PORT: port, BACK: back, CLIENT_SECRET: secret } = process.env;
const people = {
  alice: {
    email: 'alice@example.test', email_verified: true, name: 'Alice Adams', groups: ['/legal/contracts', 'tcbot-admins'],
  },
  bob: { email: 'bob@example.test', email_verified: true, name: 'Bob <b>Brown</b>', groups: ['hr'] },
  mallory: { email: 'alice@example.test', email_verified: false, name: 'Mallory Moe', groups: [] },
};
const gone = new Set();
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'tcbot', client_secret: secret, grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [`${back}/auth/callback`], post_logout_redirect_uris: [`${back}/auth/signed-out`],
      backchannel_logout_uri: `${back}/auth/backchannel-logout`,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ['sub', 'sid'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  conformIdTokenClaims: process.env.CLAIMS === 'userinfo', // else they are in the ID token, too, as elsewhere
  fetch: (url, { dispatcher, ...options }) => fetch(url, options), // without what refuses addresses of this machine
  cookies: { keys: ['change-me'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
  issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  ttl: { AccessToken: 60, IdToken: 60, Session: 600, Grant: 600, Interaction: 600, RefreshToken: 600 },
  findAccount: (ctx, id) =>
    people[id] && !gone.has(id) ? { accountId: id, claims: () => ({ sub: id, ...people[id] }) } : undefined,
});
// What an administrator does, for the tests: POST /test/people/NAME with JSON changes somebody, DELETE takes them away.
provider.use(async (ctx, next) => {
  const name = ctx.path.match(/^\/test\/people\/([a-z]+)$/)?.[1];
  if (!name) return next();
  if (ctx.method === 'DELETE') gone.add(name);
  else {
    let body = '';
    for await (const piece of ctx.req) body += piece;
    gone.delete(name);
    Object.assign(people[name], JSON.parse(body || '{}'));
  }
  ctx.status = 204;
  return undefined;
});
provider.listen(Number(port), '127.0.0.1');

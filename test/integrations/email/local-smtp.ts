import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Certificate } from './certificates.js';

export const USER = 'nectr@acme.dev';
export const PASSWORD = 'canary-pässword-0123456789';

export interface Mail {
  from: string;
  to: string[];
  /** As it was sent, without the dots that were put in. */
  raw: string;
  isEncrypted: boolean;
  user: string | null;
}

/** What the server says to a command instead of what it would; `afterwards`: the mail was taken all the same. */
export interface SmtpFault {
  command: 'CONNECT' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'END';
  answer: string | 'cut' | 'silence';
  afterwards?: boolean;
}

export interface LocalSmtp {
  port: number;
  mails: Mail[];
  /** Every line of every client, what it sent in the open marked with `open`. */
  lines: { text: string; isEncrypted: boolean }[];
  faults: SmtpFault[];
  connections: number;
  close(): Promise<void>;
}

interface SmtpOptions {
  certificate?: Certificate | undefined;
  /** Encrypted from the start. */
  isImplicit?: boolean;
  needsLogin?: boolean;
  mechanisms?: readonly string[];
  mailboxes?: readonly string[];
  maxBytes?: number;
  /** That it listens on; the loopback's unless a test has its own. */
  address?: string;
}

/**
 * A mail server that holds clients to the protocol: https://www.rfc-editor.org/rfc/rfc5321, STARTTLS (RFC 3207), AUTH
 * (RFC 4954, never in the open), SIZE (RFC 1870), enhanced codes (RFC 2034). A client that breaks it gets 5xx.
 */
export async function startLocalSmtp(options: SmtpOptions = {}): Promise<LocalSmtp> {
  const local: Omit<LocalSmtp, 'port' | 'close'> = { mails: [], lines: [], faults: [], connections: 0 };
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    local.connections++;
    new Session(socket, options, local).start();
  };
  const server: Server = options.isImplicit
    ? createTlsServer({ ...options.certificate }, accept)
    : createServer(accept);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((done) => server.listen(0, options.address ?? '127.0.0.1', done));
  return Object.assign(local, {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  });
}

const BAD_SEQUENCE = '503 5.5.1 Bad sequence of commands';

class Session {
  #socket: Socket;
  #buffer = Buffer.alloc(0);
  #isGreeted = false;
  #user: string | null = null;
  /** What the next line belongs to, where it is no command. */
  #expects: ((line: string) => void) | null = null;
  #from: string | null = null;
  #to: string[] = [];
  #isData = false;
  #isDead = false;

  constructor(
    socket: Socket,
    readonly options: SmtpOptions,
    readonly local: Omit<LocalSmtp, 'port' | 'close'>,
  ) {
    this.#socket = socket;
  }

  start(): void {
    this.#listen();
    this.#answer('CONNECT', '220 mail.acme.dev ESMTP');
  }

  get #isEncrypted(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  #listen(): void {
    this.#socket.on('data', (piece: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, piece]);
      this.#read();
    });
  }

  #read(): void {
    while (!this.#isDead) {
      if (this.#isData) {
        const end = this.#buffer.indexOf('\r\n.\r\n');
        if (end < 0) return;
        const raw = this.#buffer.subarray(0, end + 2).toString('latin1');
        this.#buffer = this.#buffer.subarray(end + 5);
        this.#isData = false;
        this.#endData(Buffer.from(raw.replaceAll(/^\.\./gm, '.'), 'latin1'));
        continue;
      }
      const end = this.#buffer.indexOf('\n');
      if (end < 0) return;
      const line = this.#buffer.subarray(0, end + 1).toString('utf8');
      this.#buffer = this.#buffer.subarray(end + 1);
      if (!line.endsWith('\r\n') || Buffer.byteLength(line) > 1000) {
        this.#say('500 5.5.2 A line ends with CRLF and has at most 1000 bytes');
        continue;
      }
      const text = line.slice(0, -2);
      this.local.lines.push({ text, isEncrypted: this.#isEncrypted });
      const expects = this.#expects;
      this.#expects = null;
      if (expects === null) this.#command(text);
      else expects(text);
    }
  }

  #command(line: string): void {
    const [verb = ''] = line.split(' ');
    switch (verb.toUpperCase()) {
      case 'EHLO':
        return this.#ehlo(line);
      case 'STARTTLS':
        return this.#startTls();
      case 'AUTH':
        return this.#auth(line);
      case 'MAIL':
        return this.#mail(line);
      case 'RCPT':
        return this.#rcpt(line);
      case 'DATA':
        if (this.#to.length === 0) return this.#say(BAD_SEQUENCE);
        return this.#answer('DATA', '354 End data with <CR><LF>.<CR><LF>', () => (this.#isData = true));
      case 'RSET':
        this.#reset();
        return this.#say('250 2.0.0 OK');
      case 'NOOP':
        return this.#say('250 2.0.0 OK');
      case 'QUIT':
        this.#say('221 2.0.0 Bye');
        this.#socket.end();
        return;
      default:
        return this.#say('502 5.5.2 Command not recognised');
    }
  }

  #ehlo(line: string): void {
    if (!/^EHLO (?:[a-z0-9.-]+|\[[^\]]+\])$/i.test(line)) return this.#say('501 5.5.4 EHLO needs a domain');
    this.#isGreeted = true;
    this.#reset();
    const { certificate, mechanisms = ['PLAIN', 'LOGIN'], maxBytes = 1_000_000 } = this.options;
    const extensions = [
      'mail.acme.dev',
      'PIPELINING',
      '8BITMIME',
      `SIZE ${maxBytes}`,
      'ENHANCEDSTATUSCODES',
      ...(certificate !== undefined && !this.#isEncrypted ? ['STARTTLS'] : []),
      ...(this.#canLogIn && mechanisms.length > 0 ? [`AUTH ${mechanisms.join(' ')}`] : []),
    ];
    const lines = extensions.map((one, index) => `250${index === extensions.length - 1 ? ' ' : '-'}${one}`);
    this.#answer('EHLO', lines.join('\r\n'));
  }

  /** Where there is encryption it is needed. */
  get #canLogIn(): boolean {
    return this.#isEncrypted || this.options.certificate === undefined;
  }

  #startTls(): void {
    const { certificate } = this.options;
    if (!this.#isGreeted || this.#isEncrypted) return this.#say(BAD_SEQUENCE);
    if (certificate === undefined) return this.#say('502 5.5.1 STARTTLS is not supported');
    this.#answer('STARTTLS', '220 2.0.0 Ready to start TLS', () => {
      const plain = this.#socket;
      plain.removeAllListeners('data');
      const secure = new TLSSocket(plain, { isServer: true, secureContext: createSecureContext({ ...certificate }) });
      secure.on('error', () => undefined);
      this.#socket = secure;
      // Nothing is known of the client any more.
      this.#buffer = Buffer.alloc(0);
      this.#isGreeted = false;
      this.#listen();
    });
  }

  #auth(line: string): void {
    if (!this.#isGreeted || this.#user !== null) return this.#say(BAD_SEQUENCE);
    if (!this.#canLogIn) return this.#say('538 5.7.11 Encryption required for requested authentication mechanism');
    const [, mechanism = '', initial] = line.split(' ');
    const { mechanisms = ['PLAIN', 'LOGIN'] } = this.options;
    if (!mechanisms.includes(mechanism)) return this.#say('504 5.5.4 Unrecognised authentication type');
    const decode = (text: string) => Buffer.from(text, 'base64').toString('utf8');
    const plain = (text: string) => {
      const [, user = '', password = ''] = decode(text).split('\0');
      this.#endAuth(user, password);
    };
    if (mechanism === 'PLAIN') {
      if (initial !== undefined) return plain(initial);
      this.#say('334 ');
      this.#expects = plain;
      return;
    }
    this.#say('334 VXNlcm5hbWU6');
    this.#expects = (user) => {
      this.#say('334 UGFzc3dvcmQ6');
      this.#expects = (password) => this.#endAuth(decode(user), decode(password));
    };
  }

  #endAuth(user: string, password: string): void {
    if (user === USER && password === PASSWORD)
      return this.#answer('AUTH', '235 2.7.0 Authentication successful', () => (this.#user = user));
    this.#answer('AUTH', '535 5.7.8 Authentication credentials invalid');
  }

  #mail(line: string): void {
    if (!this.#isGreeted || this.#from !== null) return this.#say(BAD_SEQUENCE);
    const { needsLogin = true, maxBytes = 1_000_000 } = this.options;
    if (needsLogin && this.#user === null) return this.#say('530 5.7.0 Authentication required');
    const [, from, parameters = ''] = /^MAIL FROM:<([^<>\s]*)>((?: [A-Z0-9]+(?:=\S+)?)*)$/.exec(line) ?? [];
    if (from === undefined) return this.#say('501 5.1.7 Syntax of the sender');
    if (Number(/ SIZE=(\d+)/.exec(parameters)?.[1] ?? 0) > maxBytes)
      return this.#say('552 5.3.4 Message size exceeds fixed limit');
    this.#answer('MAIL', '250 2.1.0 OK', () => (this.#from = from));
  }

  #rcpt(line: string): void {
    if (this.#from === null) return this.#say(BAD_SEQUENCE);
    const to = /^RCPT TO:<([^<>\s]+@[^<>\s]+)>$/.exec(line)?.[1];
    if (to === undefined) return this.#say('501 5.1.3 Syntax of the recipient');
    if (this.options.mailboxes !== undefined && !this.options.mailboxes.includes(to))
      return this.#say('550 5.1.1 Mailbox does not exist');
    this.#answer('RCPT', '250 2.1.5 OK', () => this.#to.push(to));
  }

  #endData(raw: Buffer): void {
    const mail: Mail = {
      from: this.#from ?? '',
      to: [...this.#to],
      raw: raw.toString('utf8'),
      isEncrypted: this.#isEncrypted,
      user: this.#user,
    };
    this.#reset();
    const fault = this.local.faults[0];
    if (fault?.command === 'END' && fault.afterwards === true) this.local.mails.push(mail);
    this.#answer('END', '250 2.0.0 Queued as 4F2A', () => this.local.mails.push(mail));
  }

  #reset(): void {
    this.#from = null;
    this.#to = [];
  }

  /** What is said to a command, and what follows where nothing goes wrong with it. */
  #answer(command: SmtpFault['command'], text: string, then: () => unknown = () => undefined): void {
    const fault = this.local.faults[0]?.command === command ? this.local.faults.shift() : undefined;
    if (fault === undefined) {
      this.#say(text);
      then();
      return;
    }
    if (fault.answer === 'cut') {
      this.#isDead = true;
      this.#socket.destroy();
    } else if (fault.answer === 'silence') this.#isDead = true;
    else this.#say(fault.answer);
  }

  #say(text: string): void {
    if (!this.#socket.destroyed) this.#socket.write(`${text}\r\n`);
  }
}

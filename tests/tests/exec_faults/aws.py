"""AWS by its own names, behind a proxy for HTTPS that is AWS itself. Prints each host that is asked for,
and each request with the region that it is signed for. Ends with its standard input.

usage: aws.py CA_FILE BEHAVIOUR
"""
import datetime, os, socket, ssl, sys, tempfile, threading
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ca_file, behaviour = sys.argv[1:]
now = datetime.datetime.now(datetime.timezone.utc)
folder = tempfile.TemporaryDirectory()


def certificate(name, issuer=None):
    """A key and a certificate: for a host, or of the authority itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:60])])
    signer, by = issuer if issuer else (key, subject)
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(by).public_key(key.public_key())
               .serial_number(x509.random_serial_number())
               .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
               .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True))
    if issuer:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return key, builder.sign(signer, hashes.SHA256()), subject


ca_key, ca, ca_name = certificate('authority')
with open(ca_file, 'wb') as file:
    file.write(ca.public_bytes(serialization.Encoding.PEM))


def context(host):
    key, cert, _ = certificate(host, (ca_key, ca_name))
    path = os.path.join(folder.name, '%s-%s.pem' % (host, threading.get_ident()))
    with open(path, 'wb') as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                     serialization.NoEncryption()))
        file.write(cert.public_bytes(serialization.Encoding.PEM))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    return tls


def head(stream):
    data = b''
    while b'\r\n\r\n' not in data:
        more = stream.recv(65536)
        if not more:
            return None
        data += more
    lines = data.split(b'\r\n\r\n')[0].decode().split('\r\n')
    return lines[0], {name.lower(): value.strip() for name, _, value in (line.partition(':') for line in lines[1:])}


MOVED = '<Error><Code>PermanentRedirect</Code><Message>It is elsewhere.</Message><Endpoint>%s</Endpoint></Error>'
LISTED = '<ListBucketResult><Contents><Key>found</Key></Contents></ListBucketResult>'
EVIL = 'evil.example.com'


def answer(host):
    """Status, body and headers."""
    home = 'us-west-1' in host
    if behaviour == 'moved':
        if home:
            return 301, MOVED % EVIL, {'x-amz-bucket-region': 'eu-central-1', 'Location': 'https://%s/' % EVIL}
        return 200, LISTED, {}
    if behaviour == 'ping-pong':
        return 301, MOVED % host, {'x-amz-bucket-region': 'eu-central-1' if home else 'us-west-1'}
    if behaviour == 'itself':
        return 307, MOVED.replace('Permanent', 'Temporary') % host, {'x-amz-bucket-region': 'us-west-1'}
    if behaviour == 'endpoint':
        return 301, MOVED % EVIL, {'Location': 'https://%s/' % EVIL}
    if behaviour == 'smuggled':
        return 301, MOVED % EVIL, {'x-amz-bucket-region': EVIL + '/#'}
    raise SystemExit('no such behaviour')


def serve(stream):
    try:
        stream.settimeout(20)
        first = head(stream)
        if not first:
            return
        host = first[0].split()[1].rsplit(':', 1)[0]
        print('CONNECT', host, flush=True)
        stream.sendall(b'HTTP/1.1 200 Connection established\r\n\r\n')
        stream = context(host).wrap_socket(stream, server_side=True)
        while request := head(stream):
            scope = request[1].get('authorization', '').partition('Credential=')[2].split('/')
            region = scope[2] if len(scope) > 2 else 'unsigned'
            print('REQUEST', request[1].get('host'), request[0].split()[0], region, flush=True)
            status, body, headers = answer(host)
            lines = ['HTTP/1.1 %d Said' % status, 'Content-Length: %d' % len(body), 'Content-Type: application/xml']
            lines += ['%s: %s' % pair for pair in headers.items()]
            stream.sendall(('\r\n'.join(lines) + '\r\n\r\n' + body).encode())
    except OSError as error:
        print('BROKEN', error, flush=True)
    finally:
        stream.close()


listener = socket.create_server(('127.0.0.1', 0))
print('127.0.0.1:%d' % listener.getsockname()[1], flush=True)


def accept():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()

package dev.errand.events.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A mail server on loopback that takes mail from {@code errand} with the password {@code secret},
 * over STARTTLS alone, and refuses what is for {@code nobody@…}. Can be stopped and started again.
 */
public final class MailServer implements AutoCloseable {

  private static final String PASSWORD = "changeit";

  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private final SSLContext tls;
  private final Path certificate;
  private int port;
  private @Nullable SMTPServer server;

  /** What it was given. */
  public record Mail(String from, String to, String text) {

    /** The value of a header, which stands in one line. */
    public String header(String name) {
      return text.lines()
          .takeWhile(line -> !line.isEmpty())
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  private MailServer(SSLContext tls, Path certificate) {
    this.tls = tls;
    this.certificate = certificate;
  }

  /** Starts one, whose keys lie in the folder. */
  public static MailServer started(Path folder) throws Exception {
    var store = folder.resolve("mail.p12");
    make(store);
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var certificate = folder.resolve("mail.pem");
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(
                Base64.getMimeEncoder().encodeToString(keys.getCertificate("mail").getEncoded())));
    var server = new MailServer(context(keys), certificate);
    server.start();
    return server;
  }

  private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void make(Path store) throws IOException, InterruptedException {
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mail",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool made no key");
    }
  }

  /** Starts it, on the port that it had before. */
  public void start() {
    var started =
        new SMTPServer.Builder()
            .bindAddress(Optional.of(InetAddress.getLoopbackAddress()))
            .port(port)
            .startTlsSocketFactory(tls)
            .requireTLS()
            .requireAuth()
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory(
                    (user, password, context) -> {
                      if (!user.equals("errand") || !password.equals("secret")) {
                        throw new LoginFailedException();
                      }
                    }))
            .messageHandler((context, from, to, data) -> take(from, to, data))
            .build();
    started.start();
    port = started.getPortAllocated();
    server = started;
  }

  private void take(String from, String to, byte[] data) throws RejectException {
    if (to.startsWith("nobody@")) {
      throw new RejectException(550, "No such mailbox");
    }
    mails.add(new Mail(from, to, new String(data, UTF_8)));
  }

  /** All mails for somebody, in the order in which they came. */
  public List<Mail> to(String address) {
    return mails.stream().filter(mail -> mail.to().equals(address)).toList();
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** What clients must trust, in PEM. */
  public Path certificate() {
    return certificate;
  }

  /** Ends it. */
  public void stop() {
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }
}

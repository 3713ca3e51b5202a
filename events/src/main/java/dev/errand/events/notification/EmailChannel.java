package dev.errand.events.notification;

import dev.errand.core.notification.Recipient;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;

/** Mail by SMTP, a connection for each, so that a server that was away is found again at once. */
final class EmailChannel implements Channel {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECTIONS = 8;

  private final MailSettings settings;
  private final MailClient client;

  EmailChannel(Vertx vertx, MailSettings settings) {
    this.settings = settings;
    client = MailClient.create(vertx, config(settings));
  }

  private static MailConfig config(MailSettings settings) {
    var config =
        new MailConfig()
            .setHostname(settings.host())
            .setPort(settings.port())
            .setStarttls(
                settings.security() == MailSettings.Security.STARTTLS
                    ? StartTLSOptions.REQUIRED
                    : StartTLSOptions.DISABLED)
            .setSsl(settings.security() == MailSettings.Security.TLS)
            .setLogin(settings.login() == null ? LoginOption.DISABLED : LoginOption.REQUIRED)
            .setKeepAlive(false)
            .setMaxPoolSize(CONNECTIONS)
            .setHostnameVerificationAlgorithm("HTTPS");
    config.setConnectTimeout((int) PATIENCE.toMillis()).setIdleTimeout((int) PATIENCE.toSeconds());
    var login = settings.login();
    if (login != null) {
      config.setUsername(login.user()).setPassword(login.password());
    }
    if (settings.trusted() != null) {
      config.setTrustOptions(new PemTrustOptions().addCertPath(settings.trusted().toString()));
    }
    return config;
  }

  @Override
  public String name() {
    return "email";
  }

  @Override
  public boolean reaches(Recipient recipient) {
    return recipient.email() != null;
  }

  @Override
  public Future<?> send(Message message) {
    var domain = settings.from().substring(settings.from().indexOf('@') + 1).replace(">", "");
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Message-ID", "<%s@%s>".formatted(message.id(), domain))
            .add("Auto-Submitted", "auto-generated");
    var mail =
        new MailMessage()
            .setFrom(settings.from())
            .setTo(String.valueOf(message.recipient().email()))
            // A header is one line.
            .setSubject(message.title().replaceAll("\\p{Cntrl}+", " "))
            .setText(message.text())
            .setHeaders(headers);
    return client
        .sendMail(mail)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof SMTPException refused && forGood(refused)
                        ? new Undeliverable("The mail server refused it: " + refused.getMessage())
                        : failure));
  }

  /** What is said of mailboxes and mails; a login that is refused may be put right. */
  private static boolean forGood(SMTPException refused) {
    return refused.isPermanent() && refused.getReplyCode() >= 550;
  }

  @Override
  public Future<?> close() {
    return client.close();
  }
}

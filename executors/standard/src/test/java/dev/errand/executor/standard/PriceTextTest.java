package dev.errand.executor.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9 | 9",
        "9.5 | 9.5",
        "1.234,56 € | 1234.56",
        "$1,234.56 | 1234.56",
        "1 234,56 € | 1234.56",
        "1\u00A0234,56\u00A0€ | 1234.56",
        "1\u202F234\u202F567 F | 1234567",
        "CHF 1'234.50 | 1234.50",
        "Fr. 1’234.— | 1234",
        "₹1,23,456.78 | 123456.78",
        "1.234.567 | 1234567",
        "1,234,567 | 1234567",
        "1.299,- | 1299",
        "1.299 € | 1299",
        "0.500 KWD | 0.500",
        "12,5 | 12.5",
        "1234,567 | 1234.567",
        "£12.99 inc. VAT | 12.99",
        "Price: 12.99. | 12.99",
        "Pack of 6: $12.99 | 12.99",
        "-20% €15.00 | 15.00",
        "EUR 7,99 (7,99 EUR) | 7.99",
        "ر.س ١٬٢٣٤٫٥٦ | 1234.56",
        "\u200F١٢٫٥٠ ر.س.\u200F | 12.50",
        "۱۲۳۴ تومان | 1234",
        "￥１，２３４ | 1234",
        "₩15,000 | 15000",
        "US$ 3.00 | 3.00",
      })
  void is_read_as_people_write_it(String written, BigDecimal amount) throws Exception {
    assertEquals(0, amount.compareTo(PriceText.ofPeople(written, null)), written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sold out",
        "-5 €",
        "-$5",
        "50% off",
        "was $20.00, now $15.00",
        "2 for 3",
        "1,2,3",
        "1.23.4",
        "12.34.56,7",
        "1234567890123456789012345",
      })
  void what_is_no_price_is_refused(String written) {
    var refused = assertThrows(Refusal.class, () -> PriceText.ofPeople(written, null));
    assertEquals("not_a_price", refused.failed().failure().code());
  }

  @Test
  void the_decimal_sign_settles_what_the_text_leaves_open() throws Exception {
    assertEquals(new BigDecimal("1.299"), PriceText.ofPeople("1.299 KWD", '.'));
    assertEquals(new BigDecimal("1299"), PriceText.ofPeople("1.299 €", ','));
    assertThrows(Refusal.class, () -> PriceText.ofPeople("12,99 €", '.'));
  }

  @Test
  void programs_write_a_full_stop_before_decimals() throws Exception {
    assertEquals(new BigDecimal("1.299"), PriceText.ofPrograms(" 1.299 ", null));
    assertEquals(new BigDecimal("1299.00"), PriceText.ofPrograms("1,299.00", null));
  }

  @Test
  void a_long_text_is_refused_and_shown_in_part() {
    var refused =
        assertThrows(Refusal.class, () -> PriceText.ofPeople("word ".repeat(1000) + "5 €", null));
    var message = refused.failed().failure().message();
    assertTrue(message.length() < 250 && message.contains("too long"), message);
  }
}

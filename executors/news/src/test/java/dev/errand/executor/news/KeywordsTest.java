package dev.errand.executor.news;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordsTest {

  @ParameterizedTest
  @CsvSource({
    "rain, Heavy rain expected, true",
    "rain, RAIN!, true",
    "rain, rain-fed fields, true",
    "rain, Trains are late, false",
    "rain, It rained; rainfall, false",
    "rain, Trains in the rain, true",
    "5G, A 15G load, false",
    "C++, Written in C++., true",
    "café, Le CAFE du coin, true",
    "cafe, Un café, true",
    "  price   rise, The price rise of wheat, true",
    "Gas, Straße, false",
    "дождь, Сильный дождь, true",
    "дож, Сильный дождь, false",
    "مطر, هطول المطر اليوم, true",
    "مطر, مَطَرٌ غزير, true",
    "أمطار, امطار غزيرة, true",
    "地震, 今日の地震速報, true",
    "地震, 今日の天気, false",
    "ـ, signs alone are no word, false",
  })
  void a_keyword_is_a_word_whatever_its_case_and_accents(
      String keyword, String text, boolean found) {
    var keywords = new Keywords(Set.of(keyword), false);
    assertEquals(found ? List.of(keyword) : List.of(), keywords.in(text));
  }
}

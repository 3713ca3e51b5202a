/**
 * The type {@code news}: articles from feeds. A query names sources, {@link
 * dev.errand.executor.news.SourceReader} reads them side by side, {@link
 * dev.errand.executor.news.FeedParser} makes articles of what they answer.
 */
@NullMarked
package dev.errand.executor.news;

import org.jspecify.annotations.NullMarked;

/** One red pixel, and a sound of no length. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
export const SOUND = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

/** Contents as the protocol writes them. */
export const text = (words: string) => ({ type: 'text' as const, text: words });
export const image = { type: 'image' as const, data: PIXEL, mimeType: 'image/png' };
export const resource = (uri: string, mimeType: string, words: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: words },
});
export const user = <Content>(content: Content) => ({ role: 'user' as const, content });

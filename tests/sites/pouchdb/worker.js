// The site's service worker, which reads its data by the same library.

importScripts("/npm/pouchdb/dist/pouchdb.min.js", "/shared/digest.js", "page.js", "/shared/answer-page.js");

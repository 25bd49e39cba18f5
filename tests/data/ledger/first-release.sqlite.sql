BEGIN TRANSACTION;
CREATE TABLE articles (
	article_id VARCHAR NOT NULL, 
	entry_id VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	acknowledged INTEGER, 
	content_hash VARCHAR, 
	PRIMARY KEY (article_id)
);
INSERT INTO "articles" VALUES('article-c','db5828448cd5288a3de5',1,1,NULL);
INSERT INTO "articles" VALUES('article-a','3bf7820eb93ca950e096',3,2,'aa');
INSERT INTO "articles" VALUES('article-f','94e18a974c8ee1e34fe9',2,2,'ff5');
INSERT INTO "articles" VALUES('article-k','d66494f4d69458703f50',1,NULL,NULL);
CREATE TABLE attempts (
	number INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	step VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	reason TEXT, 
	worker VARCHAR, 
	PRIMARY KEY (number)
);
INSERT INTO "attempts" VALUES(1,1,'fetch','2026-11-24 12:00:00.250000','fetched',NULL,'host:0');
INSERT INTO "attempts" VALUES(2,1,'process','2026-11-24 12:00:00.250000','indexed',NULL,'host:0');
INSERT INTO "attempts" VALUES(3,1,'fetch','2026-11-24 12:00:00.250000','unchanged','not modified (304)','host:0');
INSERT INTO "attempts" VALUES(4,2,'fetch','2026-11-24 12:00:00.250000','failed_retryable','404 Not Found','host:0');
INSERT INTO "attempts" VALUES(5,2,'fetch','2026-11-24 12:00:00.250000','dead','404 Not Found','host:0');
INSERT INTO "attempts" VALUES(6,3,'fetch','2026-11-24 12:00:00.250000','failed_permanent','410 Gone','host:0');
INSERT INTO "attempts" VALUES(7,5,'fetch','2026-11-24 12:00:00.250000','skipped_robots','robots.txt','host:0');
INSERT INTO "attempts" VALUES(8,6,'fetch','2026-11-24 12:00:00.250000','failed_retryable','503','host:0');
INSERT INTO "attempts" VALUES(9,7,'fetch','2026-11-24 12:00:00.250000','fetched',NULL,'host:0');
INSERT INTO "attempts" VALUES(10,7,'process','2026-11-24 12:00:00.250000','indexed',NULL,'host:0');
INSERT INTO "attempts" VALUES(11,8,'fetch','2026-11-24 12:00:00.250000','fetched',NULL,'host:0');
INSERT INTO "attempts" VALUES(12,8,'process','2026-11-24 12:00:00.250000','duplicate','leads to an article already held','host:0');
INSERT INTO "attempts" VALUES(13,9,'process','2026-11-24 12:00:00.250000','indexed',NULL,'host:0');
INSERT INTO "attempts" VALUES(14,9,'process','2026-11-24 12:00:00.250000','updated',NULL,'host:0');
INSERT INTO "attempts" VALUES(15,10,'fetch','2026-11-24 12:00:00.250000','fetched',NULL,'host:0');
INSERT INTO "attempts" VALUES(16,11,'fetch','2026-11-24 12:00:00.250000','fetched',NULL,'host:0');
CREATE TABLE entry_sources (
	source_id VARCHAR NOT NULL, 
	entry INTEGER NOT NULL, 
	PRIMARY KEY (source_id, entry)
);
INSERT INTO "entry_sources" VALUES('wire',1);
INSERT INTO "entry_sources" VALUES('wire',2);
INSERT INTO "entry_sources" VALUES('wire',3);
INSERT INTO "entry_sources" VALUES('wire',4);
INSERT INTO "entry_sources" VALUES('wire',5);
INSERT INTO "entry_sources" VALUES('wire',6);
INSERT INTO "entry_sources" VALUES('wire',7);
INSERT INTO "entry_sources" VALUES('post',7);
INSERT INTO "entry_sources" VALUES('post',8);
INSERT INTO "entry_sources" VALUES('files',9);
INSERT INTO "entry_sources" VALUES('wire',10);
INSERT INTO "entry_sources" VALUES('wire',11);
INSERT INTO "entry_sources" VALUES('wire',12);
INSERT INTO "entry_sources" VALUES('wire',13);
INSERT INTO "entry_sources" VALUES('wire',14);
CREATE TABLE hosts (
	host VARCHAR NOT NULL, 
	ready_at DATETIME NOT NULL, 
	token VARCHAR, 
	PRIMARY KEY (host)
);
INSERT INTO "hosts" VALUES('g.example','2026-11-24 14:00:00.250000',NULL);
INSERT INTO "hosts" VALUES('h.example','2026-11-24 12:15:00.250000','lease-to-fetch');
INSERT INTO "hosts" VALUES('i.example','2026-11-24 12:00:00.250000',NULL);
CREATE TABLE ledger_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT ledger_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "ledger_version" VALUES('0001');
CREATE TABLE queue (
	entry INTEGER NOT NULL, 
	entry_id VARCHAR NOT NULL, 
	step VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	ready_at DATETIME NOT NULL, 
	token VARCHAR, 
	owner VARCHAR, 
	attempts INTEGER NOT NULL, 
	page TEXT, 
	revision INTEGER, 
	PRIMARY KEY (entry), 
	UNIQUE (entry_id)
);
INSERT INTO "queue" VALUES(6,'a761885f7984d0272fbb','fetch','failed_retryable','g.example','2026-11-24 14:00:00.250000',NULL,NULL,1,NULL,NULL);
INSERT INTO "queue" VALUES(10,'d66494f4d69458703f50','process','fetched','k.example','2026-11-24 12:15:00.250000','lease-to-process','host:2',1,'warc/6#0,10',1);
INSERT INTO "queue" VALUES(11,'f12c806afc886ede7793','process','fetched','j.example','2026-11-24 12:00:00.250000',NULL,NULL,0,'warc/7#0,10',NULL);
INSERT INTO "queue" VALUES(12,'dae1531a83a49d7411e9','fetch','pending','h.example','2026-11-24 12:15:00.250000','lease-to-fetch','host:1',0,NULL,NULL);
INSERT INTO "queue" VALUES(13,'6b3f90d7dfaff2d52755','fetch','pending','h.example','2026-11-24 12:00:00.250000',NULL,NULL,0,NULL,NULL);
INSERT INTO "queue" VALUES(14,'ce73bfd9b5cb0fce2c50','fetch','pending','i.example','2026-11-24 12:00:00.250000',NULL,NULL,0,NULL,NULL);
CREATE TABLE seen (
	number INTEGER NOT NULL, 
	entry_id VARCHAR NOT NULL, 
	url TEXT NOT NULL, 
	host VARCHAR NOT NULL, 
	source_id VARCHAR NOT NULL, 
	claims TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	outcome VARCHAR, 
	reason TEXT, 
	article_id VARCHAR, 
	tries INTEGER NOT NULL, 
	page TEXT, 
	etag TEXT, 
	last_modified TEXT, 
	body_hash VARCHAR, 
	PRIMARY KEY (number), 
	UNIQUE (entry_id)
);
INSERT INTO "seen" VALUES(1,'db5828448cd5288a3de5','https://c.example/unchanged','c.example','wire','{"url": "https://c.example/unchanged"}','2026-11-24 12:00:00.250000','unchanged','not modified (304)','article-c',3,'warc/1#0,10',NULL,NULL,NULL);
INSERT INTO "seen" VALUES(2,'0c73a751c7eee6c38d46','https://d.example/dead','d.example','wire','{"url": "https://d.example/dead"}','2026-11-24 12:00:00.250000','dead','404 Not Found',NULL,2,NULL,NULL,NULL,NULL);
INSERT INTO "seen" VALUES(3,'4e3eedc73f2e33a47508','https://e.example/gone','e.example','wire','{"url": "https://e.example/gone"}','2026-11-24 12:00:00.250000','failed_permanent','410 Gone',NULL,1,NULL,NULL,NULL,NULL);
INSERT INTO "seen" VALUES(4,'ed63ce3d785872c60798','javascript:alert(1)','','wire','{"url": "javascript:alert(1)"}','2026-11-24 12:00:00.250000','skipped_unsafe_url','not an absolute http(s) URL: javascript:alert(1)',NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "seen" VALUES(5,'d4af147f260e22fb7c59','https://f.example/robots','f.example','wire','{"url": "https://f.example/robots"}','2026-11-24 12:00:00.250000','skipped_robots','robots.txt',NULL,1,NULL,NULL,NULL,NULL);
INSERT INTO "seen" VALUES(6,'a761885f7984d0272fbb','https://g.example/later','g.example','wire','{"url": "https://g.example/later"}','2026-11-24 12:00:00.250000',NULL,'503',NULL,1,NULL,NULL,NULL,NULL);
INSERT INTO "seen" VALUES(7,'3bf7820eb93ca950e096','https://a.example/indexed','a.example','wire','{"url": "https://a.example/indexed?utm_source=feed", "title": "H\u00e4user in \u062d\u0644\u0628 \ud83d\ude00 ''quoted''; -- and", "published": "2026-11-24T09:30:00+03:00", "summary": "two\nlines", "authors": ["\u017d", "B"], "language": "en"}','2026-11-24 12:00:00.250000','indexed',NULL,'article-a',2,'warc/2#0,10','"a"','Mon',NULL);
INSERT INTO "seen" VALUES(8,'ec0b21ee469c97f91e31','https://b.example/same','b.example','post','{"url": "https://b.example/same"}','2026-11-24 12:00:00.250000','duplicate','leads to an article already held','article-a',2,'warc/3#0,10',NULL,NULL,NULL);
INSERT INTO "seen" VALUES(9,'94e18a974c8ee1e34fe9','folder:files/one.txt','folder','files','{"url": "folder:files/one.txt", "title": "One"}','2026-11-24 12:00:00.250000','updated',NULL,'article-f',2,'warc/5#0,10',NULL,NULL,'file-5');
INSERT INTO "seen" VALUES(10,'d66494f4d69458703f50','https://k.example/processing','k.example','wire','{"url": "https://k.example/processing"}','2026-11-24 12:00:00.250000',NULL,NULL,NULL,1,'warc/6#0,10',NULL,NULL,NULL);
INSERT INTO "seen" VALUES(11,'f12c806afc886ede7793','https://j.example/fetched','j.example','wire','{"url": "https://j.example/fetched"}','2026-11-24 12:00:00.250000',NULL,NULL,NULL,1,'warc/7#0,10','"j"','Wed',NULL);
INSERT INTO "seen" VALUES(12,'dae1531a83a49d7411e9','https://h.example/leased','h.example','wire','{"url": "https://h.example/leased"}','2026-11-24 12:00:00.250000',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "seen" VALUES(13,'6b3f90d7dfaff2d52755','https://h.example/second','h.example','wire','{"url": "https://h.example/second"}','2026-11-24 12:00:00.250000',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "seen" VALUES(14,'ce73bfd9b5cb0fce2c50','https://i.example/pending','i.example','wire','{"url": "https://i.example/pending"}','2026-11-24 12:00:00.250000',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL);
CREATE TABLE sources (
	id VARCHAR NOT NULL, 
	url TEXT NOT NULL, 
	settings TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT, 
	failures FLOAT NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	body_hash VARCHAR, 
	last_polled DATETIME, 
	next_poll DATETIME, 
	leased_until DATETIME, 
	entries INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "sources" VALUES('files','file:///srv/files','{"name": "", "kind": "folder", "language": null, "country": null, "timezone": null, "every": 3600.0, "spacing": null, "tags": [], "note": ""}','new',NULL,0.0,NULL,NULL,NULL,NULL,'2026-11-24 12:00:00.250000',NULL,1);
INSERT INTO "sources" VALUES('post','https://post.example/feed','{"name": "", "kind": "feed", "language": null, "country": null, "timezone": null, "every": 3600.0, "spacing": null, "tags": [], "note": "often down"}','failed','503 from the proxy',0.5,NULL,NULL,NULL,'2026-11-24 12:00:00.250000','2026-11-24 12:30:00.250000','2026-11-24 13:10:00.250000',2);
INSERT INTO "sources" VALUES('wire','https://wire.example/feed','{"name": "The Wire", "kind": "feed", "language": "en", "country": "SY", "timezone": "Asia/Damascus", "every": 1800.0, "spacing": 5.0, "tags": ["a", "b"], "note": ""}','ok',NULL,0.0,'"feed"','Tue','0f','2026-11-24 12:00:00.250000','2026-11-24 13:00:00.250000',NULL,12);
CREATE INDEX ix_sources_next_poll ON sources (next_poll);
CREATE INDEX entry_sources_by_entry ON entry_sources (entry);
CREATE INDEX queue_to_fetch ON queue (host, ready_at, entry) WHERE step = 'fetch';
CREATE INDEX queue_to_process ON queue (ready_at, entry) WHERE step = 'process';
CREATE INDEX queue_leased ON queue (token, host) WHERE token IS NOT NULL;
CREATE INDEX hosts_ready ON hosts (ready_at, host);
CREATE INDEX ix_attempts_entry ON attempts (entry);
COMMIT;
